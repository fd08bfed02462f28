import { combine } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import { silenceCycle } from '../result/measures.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import { bytesBetween, type Seen } from '../stage/seen.ts';
import { predictBytes, residuals } from './bytes-model.ts';
import type { Reading, Task } from './measure.ts';

/** Clients without any notification. The bytes are the same for each, so a few suffice. */
const clients = 20;

const cycleOf = ({ idle }: Settings): number => idle / Math.max(1, Math.round(idle / silenceCycle));

/**
 * Bytes of clients without any notification. Silence takes the same time for every arm, so all arms run at once, each with a generator and a
 * publisher of its own; in the first round only, because bytes have no noise.
 */
export function idleBytes(settings: Settings): Task {
  const cycle = cycleOf(settings);
  const cycled = { ...settings, hold: cycle };
  return {
    key: `idle bytes ${settings.idle}`,
    title: `bytes of ${settings.idle} s of silence, all arms at once`,
    seconds: settings.idle + cycle / 2 + 3,
    rounds: 1,
    async run(bench, round) {
      const readings = settings.contenders.map(async (contender) => {
        const own = bench.apart(cycled);
        try {
          return await own.use({ contender, seed: settings.seed + round, heartbeat: cycle }, async (stage) => {
            await stage.connect(clients);
            // From the middle of one cycle to the middle of another, so that no hold ends at the edge of the window.
            await until(monotonic() + 500 * cycle, bench.signal);
            return readIdle(await stage.window(conditionsOf(cycled, contender.arm, { clients, rate: 0 }), settings.idle));
          });
        } finally {
          await own.close();
        }
      });
      const settled = await Promise.allSettled(readings);
      const failed = settled.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    },
  };
}

/** Per client and minute. The model uses the counted exchanges, heartbeats and pings. */
function readIdle(seen: Seen): Reading {
  const { contender, conditions, before, after } = seen;
  const census = combine(after.clients.census, before.clients.census, -1);
  const measured = { up: bytesBetween(before, after, 'up'), down: bytesBetween(before, after, 'down') };
  const predicted = predictBytes(seen, census);
  const perMinute = 60 / seen.seconds / conditions.clients;
  return {
    measure: 'bytes',
    arm: contender.arm,
    twin: contender.twin,
    conditions,
    round: {
      seconds: seen.seconds,
      metrics: { idleUp: measured.up * perMinute, idleDown: measured.down * perMinute },
      predicted: { idleUp: predicted.up * perMinute, idleDown: predicted.down * perMinute },
      ledger: seen.ledger,
      census,
      generator: seen.generator,
    },
    warnings: [...seen.troubles, ...residuals(measured, predicted, census, 0)],
  };
}
