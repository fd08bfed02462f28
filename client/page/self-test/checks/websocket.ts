import { messageOf } from '../../errors.ts';
import { askGuards } from '../../refusal.ts';
import { type Check, type Finding, failed, isTimeout, ms, passed, type Surroundings, seconds, within } from './check.ts';
import { openSocket } from './socket.ts';

/** The step that did not complete. */
type Step = 'upgrade' | 'hello' | 'ack';

/** The obstacle of the WebSocket: the lab's guards, which say so when asked, or something in between. */
async function obstacle({ root, fetch, patience }: Surroundings, signal: AbortSignal, step: Step, when: string): Promise<Finding> {
  const guards = step !== 'ack' && (await askGuards(`${root}/publish`, (url, init) => fetch(url, { ...init, signal: within(signal, patience) })));
  if (guards) return failed(`The lab refuses this page's WebSockets. ${guards}`);
  if (step === 'upgrade') return failed(`No upgrade ${when}: a proxy or firewall refuses WebSockets.`);
  const lost = step === 'hello' ? 'from the server' : 'to the server';
  return failed(`The upgrade succeeded, but no frame ${lost} arrived ${when}: a proxy passes the handshake and blocks the frames.`);
}

export const websocket: Check = {
  name: 'websocket: upgrade, frames both ways',
  async run(around, signal) {
    const { now, patience } = around;
    const from = now();
    const socket = openSocket(around, signal);
    let step: Step = 'upgrade';
    try {
      await socket.greeting(() => {
        step = 'hello';
      });
      step = 'ack';
      await socket.roundTrip();
      return passed(`Upgrade and frames in both directions took ${ms(now() - from)}.`);
    } catch (error) {
      const when = isTimeout(error) ? `within ${seconds(patience)}` : `after ${ms(now() - from)} (${messageOf(error)})`;
      return obstacle(around, signal, step, when);
    } finally {
      socket.close();
    }
  },
};
