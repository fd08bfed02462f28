import { conditionsOf } from '../run/settings.ts';
import type { Bench } from './bench.ts';

/** A load that keeps the generator busy without overloading it: 100 clients, 250 notifications per second. */
const load = { clients: 100, rate: 250, seconds: 1.5 };

/**
 * Deliveries per second that the generator could receive from the floor: those that it received, divided by the share of time that it was busy. Every
 * later row is compared with it.
 */
export async function measureHeadroom(bench: Bench): Promise<void> {
  const contender = { arm: 'tcp', twin: false } as const;
  await bench.use({ contender, seed: bench.settings.seed }, async (stage) => {
    await stage.connect(load.clients);
    await stage.warmUp();
    const { begin, end } = await stage.window(conditionsOf(bench.settings, 'tcp', load), load.seconds);
    const [one, other] = [begin.clients, end.clients];
    const busy = other.active - one.active;
    bench.headroom.deliveries = ((other.delivered - one.delivered) / Math.max(1, busy)) * 1_000;
  });
}
