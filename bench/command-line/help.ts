import { allMeasures } from '../measures/index.ts';
import { measures } from '../result/measures.ts';
import { armNames } from '../result/result.ts';
import { budgets } from './budgets.ts';
import { base } from './options.ts';

const list = (values: readonly (number | string)[]): string => values.join(', ');

const budgetLine = (name: keyof typeof budgets): string => {
  const { rounds, duration, rtts, rates, counts, idle } = budgets[name];
  const silence = idle > 0 ? `${idle} s of silence` : 'no idle bytes';
  return `  ${name.padEnd(8)} ${rounds} rounds of ${duration} s, RTT ${list(rtts)} ms, rates × ${list(rates)}, clients × ${list(counts)}, ${silence}`;
};

/** `--help`, examples first. */
export const helpText = (): string => `What each transport costs: bytes, latency, processor and memory of one and the same stream.

Examples
  npm run bench                                          everything, in at most 6 minutes
  npm run bench -- --quick                               the four main measures, in at most 90 seconds
  npm run bench -- --full --json result.json --html report.html
  npm run bench -- --quick --transports sse,websocket --payload 1000
  npm run bench -- --measures latency --rtt 0,50,300 --poll-interval 2000
  npm run bench -- --quick --threshold 'sse.p95<50' --threshold 'bytes:websocket.bytes<250'
  npm run bench -- --compare before.json                 the same again, and what has changed since
  npm run bench -- --quick --against HEAD~1              the server of another commit beside this one, step by step
  npm run bench -- --target http://lab.example:3000      a lab that runs elsewhere

What is measured
  --measures <a,b>        of ${list(allMeasures.map(({ name }) => name))}
  --transports <a,b>      of ${list(armNames)}; tcp, the floor, is always there
  --clients <n>           clients that follow the stream (default ${base.clients})
  --rate <n>              notifications per second (default ${base.rate})
  --payload <bytes>       size of a notification's data (default ${base.payload})
  --poll-interval <ms>    between two questions of a polling client (default ${base.pollInterval})
  --hold <s>              that a long poll is parked at most (default ${base.hold})
  --rtt <ms,ms>           round trips that a relay adds
  --duration <s>          of a window of steady traffic
  --runs <n>              rounds; each has a fresh server for every arm, in shuffled order
  --seed <n>              repeats schedules, phases and order (default ${base.seed})
  --quick, --full         less and more than the default
  --browser               the same stream in a real Chromium
  --target <url>          measure that lab instead of one of our own, also below a path; no processor, memory and floor then

What comes of it
  --json [file|-]         the whole result, raw latencies included
  --csv, --markdown [file|-], --html <file>
  --compare <old.json>    against a result from before
  --against <commit>      take every step with the server of that commit as well, right before or after; takes twice as long.
                          Its result goes beside that of --json, with .against in its name
  --threshold <what>      arm.metric<number; may be repeated
  --quiet                 no progress on standard error
  --ci                    as in a pipeline: no colour, a line for each finished cell
  --no-color              or NO_COLOR in the environment
  --list                  what would be run, and how long it takes
  --help, -h              this

How much of it
${(Object.keys(budgets) as (keyof typeof budgets)[]).map(budgetLine).join('\n')}

Exit codes: 0 fine, 1 something could not be measured, 2 usage, 3 notifications lost, doubled or reordered, 99 a threshold was crossed,
130 interrupted, with what was complete by then.
`;

/** `--list`: measures, arms, and the plan in numbers. */
export const listText = (steps: number, seconds: number): string =>
  `${allMeasures.map(({ name }) => `${name.padEnd(14)} ${measures[name].question}`).join('\n')}

${steps} steps, about ${Math.round(seconds)} s.
`;
