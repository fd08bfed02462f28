import type { Remote } from '../../server/lab/processes/channel.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { AskersHandlers } from './askers-main.ts';
import { askInLoop } from './pull.ts';
import type { Reading } from './reading.ts';
import type { PeerHandlers } from './servers/handlers.ts';
import type { Settings } from './settings.ts';

/** Without authorize, twice: what the two differ by is noise. */
export const unasked = 'no authorize';
export const unaskedTwin = `${unasked} (again)`;

/** What each arm's process is started with. */
const ways = { [unasked]: 'absent', [unaskedTwin]: 'absent', 'authorize, at once': 'at-once', 'authorize, a promise': 'promise' };
export const authorizeArms = Object.keys(ways) as readonly (keyof typeof ways)[];

const host = '127.0.0.1';

/** Polls that bring nothing new: the cheapest question there is, so that what asking who asks costs shows most. Of a stream it is asked once. */
export async function readAuthorize(
  askers: Remote<AskersHandlers>,
  arm: keyof typeof ways,
  settings: Settings,
  flags: readonly string[],
): Promise<Reading> {
  const server = forkProcess<PeerHandlers>('../peers/servers/attached-main', arm, [ways[arm] ?? ''], ['--expose-gc', ...flags]);
  try {
    const { port } = await server.call('where');
    const { cursor } = (await (await fetch(`http://${host}:${port}/stream/polling`)).json()) as { cursor: string };
    const values = await askInLoop(askers, { pid: server.pid, target: { host, port } }, `/stream/polling?after=${cursor}`, settings, {
      Authorization: 'Bearer token',
    });
    return { table: 'authorize', arm, values };
  } finally {
    await server.stop();
  }
}
