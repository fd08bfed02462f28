import { parseArgs } from 'node:util';
import { runCampaign, type Tally } from './campaign.ts';

const usage = `Publishes through a line that breaks, changes filters in flight, and has an oracle compare what each reader was handed with what was published.

  npm run test:faults -- --seed 1 --deliveries 250000

  --seed <n>         repeats a campaign; default 1
  --deliveries <n>   ends each campaign once so many notifications were handed to readers; default 250000
  --windows <n,…>    a campaign for each: notifications that the log retains; default 1,7,50,10000
  --readers <n>      readers of each transport; default 10
  --calm <n>         notifications between two faults, on average; default 20
  --json             print the tallies as JSON

It ends with 0 if nothing was lost, doubled, reordered or delivered against a filter, and every loss was told; with 1 otherwise; with 2 for a flag that cannot be used.
`;

const numberOf = (flag: string, text: string): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1) return value;
  process.stderr.write(`--${flag}: expected a whole number from 1 to 999,999,999; got ${JSON.stringify(text)}.\n`);
  process.exit(2);
};

function readFlags() {
  const text = (standard: string) => ({ type: 'string' as const, default: standard });
  try {
    return parseArgs({
      options: {
        seed: text('1'),
        deliveries: text('250000'),
        windows: text('1,7,50,10000'),
        readers: text('10'),
        calm: text('20'),
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return process.exit(2);
  }
}

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    .join(', ');

const sentenceOf = ({ window, published, delivered, gaps, faults, flaws, disagreements }: Tally): string =>
  `window ${window}: ${published.toLocaleString('en')} published, ${total(delivered).toLocaleString('en')} delivered (${listed(delivered)}), ` +
  `${gaps.toLocaleString('en')} gaps told, ${total(faults).toLocaleString('en')} faults (${listed(faults)})\n  ${listed({ ...flaws })}, ` +
  `ledgers that disagree ${disagreements}\n`;

const flags = readFlags();
if (flags.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const seed = numberOf('seed', flags.seed);
const tallies: Tally[] = [];
for (const window of flags.windows.split(',').map((text) => numberOf('windows', text))) {
  const tally = await runCampaign({
    seed,
    window,
    deliveries: numberOf('deliveries', flags.deliveries),
    readersPerTransport: numberOf('readers', flags.readers),
    calm: numberOf('calm', flags.calm),
  });
  tallies.push(tally);
  if (!flags.json) process.stdout.write(sentenceOf(tally));
}
if (flags.json) process.stdout.write(`${JSON.stringify({ seed, tallies }, null, 2)}\n`);
process.exitCode = tallies.every(({ flaws, disagreements }) => total({ ...flaws }) + disagreements === 0) ? 0 : 1;
