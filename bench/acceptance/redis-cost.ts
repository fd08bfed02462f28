import { startProgram } from '../../server/lab/command-line/start.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { redisCostProgram as program } from './programs.ts';
import { type DeliveryReading, measureDelivering } from './redis/delivering.ts';
import { type PlaceName, placeNames, useNodes } from './redis/nodes.ts';
import { measurePublishing, type PublishReading } from './redis/publishing.ts';

const { redis, json, ...plan } = startProgram(program, [{ place: 'the environment', values: process.env }]).values;

const publishing: PublishReading[] = [];
const delivering: DeliveryReading[] = [];
const random = seededRandom(plan.seed);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function measure(place: PlaceName, round: number, signal: AbortSignal): Promise<void> {
  await useNodes(signal, place, redis, async (nodes) => {
    for (const reading of await measurePublishing(place, round, nodes, plan, signal)) {
      publishing.push(reading);
      const { connections, perSecond, p50, p99, failures } = reading;
      say(
        `round ${round}, ${place}, ${connections} connections: ${perSecond.toFixed(0)} publishes/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${failures} failed`,
      );
    }
  });
  // Processes of its own: what publishing has left behind is not weighed again.
  await useNodes(signal, place, redis, async (nodes) => {
    const reading = await measureDelivering(place, round, nodes, plan, signal);
    delivering.push(reading);
    const { readers, rate, p50, p99, cpu, lost } = reading;
    say(
      `round ${round}, ${place}, ${readers} readers, ${rate} publishes/s: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${cpu.toFixed(1)} µs of processor for a delivery, lost ${lost}`,
    );
  });
}

runAcceptance({
  json,
  plan,
  async measure(signal) {
    for (let round = 1; round <= plan.rounds; round += 1) for (const place of shuffled(placeNames, random)) await measure(place, round, signal);
  },
  readings: () => ({ publishing, delivering }),
  passed: () => publishing.every(({ failures }) => failures === 0) && delivering.every(({ lost }) => lost === 0),
});
