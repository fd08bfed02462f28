/** Keeps all pages of a class at this page's view for as long as it leads. */
import { effect, untracked } from '@preact/signals';
import type { ClassChange, ClassState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { lessonIds } from '../../../server/lab/door-paths.ts';
import { notify, notifyOf } from '../notice.ts';
import { currentPath, query } from '../place.ts';
import { visitorName } from '../settings/visitor-name.ts';
import { labConnected, labState, sendCommand } from '../telemetry/telemetry.ts';
import { changeRole, role, shownRound } from './role.ts';
import { currentView } from './view.ts';

/** Milliseconds between two messages to the class while a slider is dragged. */
const pace = 200;

const tell = (set: ClassChange): Promise<void> => sendCommand({ type: 'class', set });

const ownLead = () => ({
  ...{ id: role.peek().id, name: visitorName.value, path: currentPath(), query: query.value, view: currentView() },
  ...(shownRound.value?.path === currentPath() && { round: shownRound.value.round }),
});

/** Whether this page has just been opened at a lesson, and does not know yet at which round: the class stays where it is. */
const knowsRound = (): boolean => shownRound.value !== undefined || !lessonIds.some((id) => currentPath() === `learn/${id}`);

/** All pages follow this one, whoever led before. */
export async function lead(): Promise<void> {
  await tell({ lead: ownLead() });
  changeRole({ leads: true });
}

/** Each page goes its own way. The page that led learns it first: otherwise it would think that the server has restarted, and lead again. */
export async function endLead(): Promise<void> {
  if (!role.peek().leads) await lead();
  changeRole({ leads: false });
  await tell({ lead: null });
}

/** @param muted whether publishing from outside is paused */
export async function mute(muted: boolean): Promise<void> {
  await tell({ muted });
  changeRole({ mutes: muted });
}

export const leaderName = (name: string): string => name || 'the teacher';

/** Tells a restarted server again. */
async function tellAgain({ lead: there, muted }: ClassState): Promise<void> {
  const { leads, mutes } = role.peek();
  if (leads && there === null) await tell({ lead: ownLead() });
  if (mutes && !muted) await tell({ muted: true });
}

/** A later decision of another page wins. */
function giveWay({ lead: there, muted }: ClassState): void {
  const { leads, mutes, id } = role.peek();
  if (mutes && !muted) changeRole({ mutes: false });
  if (!leads || there?.id === id) return;
  changeRole({ leads: false });
  notify(there ? `${leaderName(there.name)} leads the class now. To take over, lead it again.` : 'Somebody else has ended following.');
}

function keepRole(): void {
  let connected = false;
  /** Until the server has received it, its messages on the class are outdated. */
  let telling = false;
  effect(() => {
    const state = labState.value?.class;
    const isNew = labConnected.value && !connected;
    connected = labConnected.value;
    if (!connected || !state) return;
    untracked(() => {
      const { leads, id } = role.peek();
      const isLost = leads && state.lead !== null && state.lead.id !== id;
      if (isNew && !isLost) {
        telling = true;
        tellAgain(state)
          .catch(notifyOf)
          .finally(() => {
            telling = false;
          });
      } else if (isLost || !telling) giveWay(state);
    });
  });
}

function keepView(): void {
  let waits = false;
  let told = '';
  const tellView = () => {
    waits = false;
    told = JSON.stringify(ownLead());
    if (role.peek().leads) tell({ lead: ownLead() }).catch(notifyOf);
  };
  effect(() => {
    const now = JSON.stringify(ownLead());
    if (!role.value.leads) told = now;
    if (now === told || waits || !labConnected.value || !knowsRound()) return;
    waits = true;
    setTimeout(tellView, pace);
  });
}

/** For as long as the page lives. */
export function keepLeading(): void {
  keepRole();
  keepView();
}
