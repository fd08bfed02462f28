import { conditionsOf } from '../run/settings.ts';
import { busyShare } from '../stage/window.ts';
import { crowd } from './crowd.ts';
import type { Measure } from './measure.ts';

/**
 * Processor time of the server at several rates: the slope is the cost of one more notification. And with several numbers of idle clients: the slope
 * is the cost of one more.
 */
export const serverLoad: Measure = {
  name: 'server-load',

  windows: (settings) =>
    settings.rates.flatMap((rate) =>
      settings.contenders.map((contender) => ({
        contender,
        conditions: conditionsOf(settings, contender.arm, { clients: settings.clients, rate }),
        seconds: rate === settings.rate ? settings.duration : settings.glance,
      })),
    ),

  read({ contender, conditions, begin, end, loopDelay, ledger, generator, seconds, troubles }, settings) {
    const [one, other] = [begin.server, end.server];
    const own = conditions.rtt === 0 && conditions.clients === settings.clients && settings.rates.includes(conditions.rate);
    if (!own || !one || !other) return undefined;
    const elapsed = (other.at - one.at) / 1_000;
    return {
      arm: contender.arm,
      twin: contender.twin,
      conditions,
      round: {
        seconds,
        metrics: {
          connections: other.connections,
          deliveries: (end.clients.delivered - begin.clients.delivered) / elapsed,
          cpu: (other.cpu - one.cpu) / elapsed,
          utilisation: 100 * busyShare(one, other),
          ...(loopDelay !== undefined && { loopDelay }),
        },
        ledger,
        generator,
      },
      warnings: troubles,
    };
  },

  tasks: crowd,
};
