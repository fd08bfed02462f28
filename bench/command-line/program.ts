import { choice, file, list, number, parsed, text, whole } from '../../server/lab/command-line/kinds.ts';
import { flag, option, type Program, repeated } from '../../server/lab/command-line/program.ts';
import { RefusedValue } from '../../server/lab/command-line/usage-error.ts';
import { limits } from '../../server/stream/protocol.ts';
import { leastPayload } from '../arms/message.ts';
import { parseThreshold } from '../report/threshold.ts';
import { measureNames } from '../result/measures.ts';
import { armNames } from '../result/result.ts';
import { viaNames } from '../result/vias.ts';
import type { Settings } from '../run/settings.ts';
import { budgets } from './budgets.ts';
import { foreignOptions } from './foreign-options.ts';

const listed = (values: readonly (number | string)[]): string => values.join(', ');

function budgetLine(name: keyof typeof budgets): string {
  const { rounds, duration, rtts, rates, counts, idle } = budgets[name];
  const silence = idle > 0 ? `${idle} s of silence` : 'no idle bytes';
  return `${name}: ${rounds} rounds of ${duration} s, RTT ${listed(rtts)} ms, rates × ${listed(rates)}, clients × ${listed(counts)}, ${silence}`;
}

const target = 'a URL such as http://lab.example:3000, of host, port and perhaps a path';

function parseTarget(given: string): NonNullable<Settings['target']> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'http:' || url.search || url.hash || url.username) throw new RefusedValue(given, target);
  const prefix = url.pathname.replace(/\/+$/, '');
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), ...(prefix && { prefix }) };
}

const byEffort = 'by --quick and --full, see below';

/** One row for each option of the bench: flags, help and defaults are all read from here. */
const options = {
  measures: option(list(choice(measureNames)), {
    heading: 'What is measured',
    description: `of ${listed(measureNames)}`,
    otherwise: byEffort,
  }),
  transports: option(list(choice(armNames)), {
    default: armNames,
    otherwise: 'all',
    description: `of ${listed(armNames)}; tcp, the floor, is always there`,
  }),
  clients: option(whole(1, 20_000), { default: 100, description: 'clients that follow the stream' }),
  rate: option(number(0.1, 2_000, 'notifications per second'), { default: 10, description: 'notifications per second' }),
  payload: option(whole(leastPayload, 65_536, 'bytes', 'bytes'), { default: 100, description: "size of a notification's data" }),
  pollInterval: option(number(10, 600_000, 'milliseconds', 'ms'), { default: 1_000, description: 'between two questions of a polling client' }),
  hold: option(number(limits.holdMin, limits.holdMax, 'seconds', 's'), { default: 25, description: 'that the server holds a long poll at most' }),
  rtt: option(list(number(0, 10_000, 'milliseconds', 'ms')), { description: 'round trips that a relay adds', otherwise: byEffort }),
  duration: option(number(0.2, 3_600, 'seconds', 's'), { description: 'of a window of steady traffic', otherwise: byEffort }),
  runs: option(whole(1, 1_000), {
    description: 'rounds; each has a fresh server for every arm, in shuffled order. Without --full, what varies little takes two of them or one',
    otherwise: byEffort,
  }),
  seed: option(whole(0, 4_000_000_000), { default: 1, description: 'repeats schedules, phases and order' }),
  quick: flag({ description: 'less than the default' }),
  full: flag({ description: 'more than the default' }),
  browser: flag({ description: 'the same stream in a real Chromium' }),
  via: option(list(choice(viaNames)), {
    description: `the measure via: through the proxies of deploy with TLS, of ${listed(viaNames)}; direct is the partner without`,
  }),
  compress: flag({
    description:
      'the measure compression: gzip and permessage-deflate, on and off, with text of 100 B and 1 kB and with random letters; with --via on these ways',
  }),
  target: option(parsed(target, 'url', parseTarget), {
    description: 'measure that lab instead of one of our own, also below a path; no processor, memory and floor then',
  }),
  ...foreignOptions,
  json: option(file('standard output'), { heading: 'What comes of it', alone: '-', description: 'the whole result, raw latencies included' }),
  csv: option(file('standard output'), { alone: '-', description: 'a line for each cell' }),
  markdown: option(file('standard output'), { alone: '-', description: 'the tables' }),
  html: option(file('standard output'), { description: 'the whole report as one file' }),
  compare: option(file(), { description: 'against a result from before' }),
  against: option(
    text('a commit of this repository, such as HEAD~1', 'commit', (given) => !given.startsWith('-')),
    {
      description:
        'take every step with the server of that commit as well, right before or after; takes twice as long. Its result goes beside that of --json, with .against in its name',
    },
  ),
  threshold: repeated(parsed('[measure:]arm.metric<number, such as sse.p95<50', 'what', parseThreshold), {
    description: '[measure:]arm.metric<number, such as sse.p95<50: ends with 99 where it does not hold',
  }),
  quiet: flag({ description: 'no progress on standard error' }),
  ci: flag({ description: 'as in a pipeline: no colour, a line for each finished cell' }),
  color: flag({ default: true, description: 'no colour; so does NO_COLOR in the environment' }),
  list: flag({ description: 'what would be run, and how long it takes' }),
};

export const program = {
  command: 'npm run bench --',
  summary: 'What each transport costs: bytes, latency, processor and memory of one and the same stream.',
  examples: [
    ['npm run bench', 'everything, in at most 6 minutes'],
    ['npm run bench -- --quick', 'the four main measures, in at most 90 seconds'],
    ['npm run bench -- --full --json result.json --html report.html', ''],
    ['npm run bench -- --quick --transports sse,websocket --payload 1000', ''],
    ['npm run bench -- --measures latency --rtt 0,50,300 --poll-interval 2000', ''],
    ["npm run bench -- --quick --threshold 'sse.p95<50' --threshold 'bytes:websocket.bytes<250'", ''],
    ['npm run bench -- --compare before.json', 'the same again, and what has changed since'],
    ['npm run bench -- --quick --against HEAD~1', 'the server of another commit beside this one'],
    [`npm run bench -- --sse http://127.0.0.1:8080/events --publish 'POST http://127.0.0.1:8080/publish' --body '{"text":"{{mark}}"}'`, 'any server'],
    ['npm run bench -- --via direct,nginx-h2,caddy-h2', 'through real proxies, with TLS and HTTP/2'],
    ['npm run bench -- --compress --via direct,caddy-h2', 'what compression saves and costs'],
    ['npm run bench -- --target http://lab.example:3000', 'a lab that runs elsewhere'],
  ],
  options,
  exclusive: [
    ['quick', 'full'],
    ['against', 'target'],
    ['against', 'compare'],
    ['publish', 'target'],
    ['publish', 'against'],
    ['publish', 'hold'],
    ['publish', 'browser'],
    ['via', 'target'],
    ['via', 'publish'],
    ['via', 'polling'],
    ['via', 'long-polling'],
    ['via', 'sse'],
    ['via', 'websocket'],
    ['via', 'against'],
    ['compress', 'target'],
    ['compress', 'publish'],
    ['compress', 'against'],
    ['compress', 'payload'],
    ['compress', 'rtt'],
    ['compress', 'polling'],
    ['compress', 'long-polling'],
    ['compress', 'sse'],
    ['compress', 'websocket'],
  ],
  notes: [
    `How much of it\n${(['quick', 'default', 'full'] as const).map(budgetLine).join('\n')}`,
    'Exit codes: 0 fine, 1 something could not be measured, 2 usage, 3 notifications lost, doubled or reordered, 99 a threshold was crossed, 130 interrupted, with what was complete by then.',
  ],
} satisfies Program;
