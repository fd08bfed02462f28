import { startProgram } from '../../server/lab/command-line/start.ts';
import { faultsProgram } from '../programs.ts';
import { runCampaign, type Tally } from './campaign.ts';

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    .join(', ');

const sentenceOf = ({ window, published, delivered, gaps, faults, flaws, disagreements }: Tally): string =>
  `window ${window}: ${published.toLocaleString('en')} published, ${total(delivered).toLocaleString('en')} delivered (${listed(delivered)}), ` +
  `${gaps.toLocaleString('en')} gaps told, ${total(faults).toLocaleString('en')} faults (${listed(faults)})\n  ${listed({ ...flaws })}, ` +
  `ledgers that disagree ${disagreements}\n`;

const { seed, windows, deliveries, readers, calm, json } = startProgram(faultsProgram).values;
const tallies: Tally[] = [];
for (const window of windows) {
  const tally = await runCampaign({ seed, window, deliveries, readersPerTransport: readers, calm });
  tallies.push(tally);
  if (!json) process.stdout.write(sentenceOf(tally));
}
if (json) process.stdout.write(`${JSON.stringify({ seed, tallies }, null, 2)}\n`);
process.exitCode = tallies.every(({ flaws, disagreements }) => total({ ...flaws }) + disagreements === 0) ? 0 : 1;
