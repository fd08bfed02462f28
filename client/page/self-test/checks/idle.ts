import { messageOf } from '../../errors.ts';
import { type Check, failed, isTimeout, passed, seconds } from './check.ts';
import { type CheckedSocket, openSocket } from './socket.ts';

/** An early heartbeat ends the silence and also proves the connection. @returns whether one came */
async function heartbeatWithin(socket: CheckedSocket, limit: number, signal: AbortSignal): Promise<boolean> {
  try {
    await socket.message(limit);
    return true;
  } catch (error) {
    if (isTimeout(error) && !signal.aborted) return false;
    throw error;
  }
}

export const idle: Check = {
  name: 'websocket: an idle connection',
  async run(around, signal) {
    const { idle: silent, now } = around;
    const from = now();
    const socket = openSocket(around, signal);
    let opened = false;
    try {
      await socket.greeting();
      opened = true;
      const heartbeat = await heartbeatWithin(socket, silent * 1_000, signal);
      await socket.roundTrip();
      return passed(`${heartbeat ? `A heartbeat came after ${seconds(now() - from)}` : `Idle for ${silent} s`}, and the connection still works.`);
    } catch (error) {
      if (!opened) return failed('No WebSocket opened, so none could be idle.');
      if (isTimeout(error)) return failed(`No answer after ${silent} s of silence, and no Close frame: a proxy or firewall dropped the connection.`);
      return failed(
        `The connection was ${messageOf(error)} after ${seconds(now() - from)}: a proxy or firewall closes what is idle for less than ${silent} s.`,
      );
    } finally {
      socket.close();
    }
  },
};
