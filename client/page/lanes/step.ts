import { signal } from '@preact/signals';
import { parseCursor } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import { race } from '../lab.ts';
import { settings } from '../settings/store.ts';
import { freeze, shownLanes, unfreeze } from './picture.ts';

/** Milliseconds between two checks of the lanes, and until a delivery is in the picture. */
const [pace, arrival] = [50, 500];

/** The result of the step, in a sentence. */
export const stepped = signal<string | undefined>(undefined);

let turn = 0;

/** Publishes one notification, lets the picture run until all lanes have delivered it, and freezes it then. */
export async function step(): Promise<void> {
  turn += 1;
  const mine = turn;
  const lane = race.publisher;
  if (!lane) return;
  unfreeze();
  stepped.value = 'Publishing one …';
  try {
    const { id = '' } = await lane.stream.publish('step', { step: mine });
    stepped.value = `${id} is published. The picture freezes when every lane has delivered it.`;
    await allDelivered(id, () => mine === turn);
    if (mine !== turn) return;
    freeze();
    stepped.value = `${id} is delivered.`;
  } catch (error) {
    stepped.value = `Not published: ${messageOf(error)}.`;
  }
}

/** Resolves once every lane has read it, or no missing lane can read it in time. */
async function allDelivered(id: string, wanted: () => boolean): Promise<void> {
  const { seq, epoch } = parseCursor(id) ?? { seq: 0, epoch: '' };
  const { pollInterval, rtt } = settings.peek();
  const deadline = performance.now() + pollInterval + 3 * rtt + 3_000;
  const lacks = () =>
    shownLanes().some((name) => {
      const place = parseCursor(race.laneOf(name)?.stream.cursor ?? '');
      return place !== undefined && (place.epoch !== epoch || place.seq < seq);
    });
  while (lacks() && wanted() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, pace));
  await new Promise((resolve) => setTimeout(resolve, arrival));
}
