/** Shows what the leading page shows, unless the visitor has left. */
import { effect, untracked } from '@preact/signals';
import type { Lead } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { openPlace } from '../place.ts';
import { labState } from '../telemetry/telemetry.ts';
import { role } from './role.ts';
import { show } from './view.ts';

/** The page that this one follows. */
export function followed(): Lead | undefined {
  const lead = labState.value?.class.lead;
  const { id, left } = role.value;
  return lead && lead.id !== id && lead.id !== left ? lead : undefined;
}

/** For as long as the page lives. A repeated message moves nothing, because the visitor may have moved on in between. */
export function keepFollowing(): void {
  let shown = '';
  effect(() => {
    const lead = followed();
    const now = lead ? JSON.stringify([lead.path, lead.query, lead.view]) : '';
    if (now === shown) return;
    shown = now;
    untracked(() => {
      if (!lead) return;
      openPlace(lead.path, lead.query);
      show(lead.view);
    });
  });
}
