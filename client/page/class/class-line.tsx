import { notifyOf } from '../notice.ts';
import { labState } from '../telemetry/telemetry.ts';
import { keepFollowing } from './following.ts';
import { endLead, keepLeading, leaderName } from './leading.ts';
import { changeRole, followed, role } from './role.ts';
import './class.css';

keepLeading();
keepFollowing();

function Following() {
  const lead = labState.value?.class.lead;
  const { leads, left } = role.value;
  if (leads) {
    return (
      <>
        All pages follow this one.{' '}
        <button type="button" onClick={() => endLead().catch(notifyOf)}>
          Stop
        </button>
      </>
    );
  }
  if (!lead) return null;
  const name = <bdi>{leaderName(lead.name)}</bdi>;
  if (followed()) {
    return (
      <>
        This page follows {name}.{' '}
        <button type="button" onClick={() => changeRole({ left: lead.id })}>
          Leave
        </button>
      </>
    );
  }
  return left === lead.id ? (
    <>
      This page does not follow {name} any more.{' '}
      <button type="button" onClick={() => changeRole({ left: '' })}>
        Follow again
      </button>
    </>
  ) : null;
}

/** One line: the page that this one follows, and whether its visitor may publish. */
export function ClassLine() {
  const { lead, muted } = labState.value?.class ?? { lead: null, muted: false };
  if (!lead && !muted && !role.value.leads) return null;
  return (
    <p class="class-line" role="status">
      <Following /> {muted && 'Publishing is paused for all.'}
    </p>
  );
}
