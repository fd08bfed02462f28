import { once } from 'node:events';
import { connect } from 'node:net';
import type { Target } from '../arms/index.ts';
import { monotonic } from '../processes/clock.ts';
import { median } from '../statistics/index.ts';

const attempts = 5;

/** Milliseconds for the far end to answer. */
const patience = 10_000;

/**
 * The real round trip of a path, whatever delay was configured: the time between our FIN and the server's, which costs no byte of any protocol and is
 * the same for all arms. It includes the relay's timers and the wake-up of processes, as the way of every notification does.
 * @returns milliseconds, the median of several
 */
export async function measureRoundTrip(target: Target): Promise<number> {
  return median(await Promise.all(Array.from({ length: attempts }, () => goodbye(target))));
}

async function goodbye(target: Target): Promise<number> {
  const socket = connect({ ...target, noDelay: true, allowHalfOpen: true });
  const signal = AbortSignal.timeout(patience);
  try {
    await once(socket, 'connect', { signal });
    const said = monotonic();
    socket.end().resume();
    await once(socket, 'end', { signal });
    return monotonic() - said;
  } finally {
    socket.destroy();
  }
}
