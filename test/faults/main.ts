import { startProgram } from '../../server/lab/command-line/start.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { faultsProgram } from '../programs.ts';
import { kinds } from './books.ts';
import { runCampaign, type Tally } from './campaign.ts';
import { runSystemCampaign, type SystemTally } from './system/campaign.ts';

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    .join(', ');

const sentenceOf = ({ window, published, delivered, gaps, faults, flaws, disagreements }: Tally): string =>
  `window ${window}: ${published.toLocaleString('en')} published, ${total(delivered).toLocaleString('en')} delivered (${listed(delivered)}), ` +
  `${gaps.toLocaleString('en')} gaps told, ${total(faults).toLocaleString('en')} faults (${listed(faults)})\n  ${listed({ ...flaws })}, ` +
  `ledgers that disagree ${disagreements}\n`;

const { seed, windows, deliveries, readers, calm, json, faults, only, nodes, log, front } = startProgram(faultsProgram).values;

async function byDeliveries(): Promise<boolean> {
  const tallies: Tally[] = [];
  for (const window of windows) {
    const tally = await runCampaign({ seed, window, deliveries, readersPerTransport: readers, calm });
    tallies.push(tally);
    if (!json) process.stdout.write(sentenceOf(tally));
  }
  if (json) process.stdout.write(`${JSON.stringify({ seed, tallies }, null, 2)}\n`);
  return tallies.every(({ flaws, disagreements }) => total({ ...flaws }) + disagreements === 0);
}

const isWhole = ({ transports }: SystemTally): boolean =>
  transportNames.every((name) => {
    const { lost, doubled, reordered, gapsNotTold, falseGaps } = transports[name];
    return lost + doubled + reordered + gapsNotTold + falseGaps === 0;
  });

async function byFaults(): Promise<boolean> {
  if (log === 'memory' && nodes > 1) {
    process.stderr.write('Expected --nodes 1 with --log memory: each process would have a log of its own.\n');
    process.exit(2);
  }
  const place = { nodes, log, front: front === 'none' ? undefined : front };
  const tally = await runSystemCampaign({ seed, faults, only, ...place, readersPerTransport: readers, calm });
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ seed, ...(only.length > 0 && { only }), ...place, readersPerTransport: readers, calm, ...tally }, null, 2)}\n`,
    );
  } else {
    const { published, refused, uncertain } = tally;
    process.stdout.write(`${total(tally.faults)} faults (${listed(tally.faults)})\n${listed({ published, refused, uncertain })}\n`);
    for (const name of transportNames) {
      const verdict = tally.transports[name];
      process.stdout.write(
        `${name}: ${kinds.map((kind) => `${kind} ${verdict[kind].toLocaleString('en')}`).join(', ')}; ${listed({ ...tally.recoveries[name] })}\n`,
      );
    }
  }
  return isWhole(tally);
}

process.exitCode = (await (faults > 0 ? byFaults() : byDeliveries())) ? 0 : 1;
