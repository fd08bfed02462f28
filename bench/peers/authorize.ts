import { cursorOf } from '../measures/lab-answers.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { keysOf } from '../result/keys.ts';
import { askInLoop } from './asking.ts';
import { runningIn } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeerHandlers } from './servers/handlers.ts';
import type { PeerStage } from './stage.ts';

/** Without authorize, twice: the difference of the two is noise. */
export const unasked = 'no authorize';
export const unaskedTwin = `${unasked} (again)`;

/** The argument of each arm's process. */
const ways = { [unasked]: 'absent', [unaskedTwin]: 'absent', 'authorize, at once': 'at-once', 'authorize, a promise': 'promise' };
export const authorizeArms = keysOf(ways);

/** Polls that bring nothing new. They are the cheapest request, so the cost of `authorize` shows most. A stream calls it only once. */
export async function readAuthorize(stage: PeerStage, arm: keyof typeof ways): Promise<Reading['values']> {
  const server = forkProcess<PeerHandlers>('../peers/servers/attached-main', arm, [ways[arm] ?? ''], ['--expose-gc', ...stage.flags]);
  try {
    const running = await runningIn(server);
    const path = `/stream/polling?after=${await cursorOf(running.target)}`;
    return await askInLoop(stage, running, path, [['Authorization', 'Bearer token']]);
  } finally {
    await server.stop();
  }
}
