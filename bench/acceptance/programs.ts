import { choice, file, list, number, text, whole } from '../../server/lab/command-line/kinds.ts';
import { option, type Program } from '../../server/lab/command-line/program.ts';
import { viaNames } from '../result/vias.ts';

/** Whether the lab's memory and handles stay flat while its window fills, and while clients come and go. */
export const soakProgram = {
  command: 'npm run bench:soak --',
  summary:
    "Starts the lab without the relay, opens as many clients of each transport, publishes at a steady rate, and reads from outside the resident memory and the open handles of the lab's process (/proc, so on Linux only).",
  options: {
    minutes: option(number(0.01, 10_000, 'minutes', 'min'), { default: 30, description: 'how long to publish' }),
    clients: option(whole(1, 20_000), { default: 200, description: 'clients of all transports together' }),
    window: option(whole(1, 10_000_000), { default: 10_000, description: 'notifications that the lab retains' }),
    churn: option(number(0, 1_000, 'connections per second'), { default: 0, description: 'connections that are cut a second, and come back' }),
    rate: option(number(0.01, 1_000, 'notifications per second'), { default: 5, description: 'notifications per second' }),
    payload: option(whole(2, 65_536, 'bytes', 'bytes'), { default: 200, description: "size of a notification's data as JSON" }),
    json: option(file(), { description: 'the readings as JSON' }),
  },
  notes: ['Exit codes: 0 every client received everything, 1 at least one did not, 2 usage.'],
} satisfies Program;

/** For programs that need a Redis. */
const redis = option(
  text('the URL of a Redis, such as redis://localhost:6379', 'url', (given) => /^rediss?:\/\/./.test(given)),
  { default: 'redis://127.0.0.1:6379', variable: 'REDIS_URL', description: 'the Redis to use; it has to run' },
);

/** What happens when all clients lose their server at once. */
export const stormProgram = {
  command: 'npm run bench:storm --',
  summary:
    'Kills a lab (its log is in Redis) that has clients on all four transports, starts another at the same port, and records how the clients come back: with full jitter, as the client library does, and without; to a server that refuses new clients while its event loop is late, and to one that does not.',
  options: {
    redis,
    clients: option(whole(4, 18_000), { default: 5_000, description: 'clients of all transports together' }),
    away: option(whole(0, 60_000, 'milliseconds', 'ms'), {
      default: 1_500,
      description: 'milliseconds without a server, besides the time that it takes to start',
    }),
    shed: option(number(1, 60_000, 'milliseconds', 'ms'), {
      default: 100,
      description: 'lateness of the event loop, in milliseconds, from which on the server sheds',
    }),
    seed: option(whole(0, 2 ** 31), { default: 1, description: 'seed of the waits of the clients' }),
    json: option(file(), { description: 'the readings as JSON' }),
  },
  notes: [
    'What it publishes stays in Redis under the key transport-lab-storm.',
    'Exit codes: 0 every client came back and has everything once and in order, 1 at least one has not, 2 usage.',
  ],
} satisfies Program;

/** Whether readers that have stopped reading slow the others down. */
export const stalledProgram = {
  command: 'npm run bench:stalled --',
  summary:
    'Publishes a stream of many megabytes to live readers over SSE and WebSocket, once alone and once beside readers that have stopped reading. Compares the delay of the live readers, and the memory once the window is full.',
  options: {
    stalled: option(whole(1, 10_000), { default: 200, description: 'readers that stop reading' }),
    live: option(whole(2, 1_000), { default: 20, description: 'readers that keep reading' }),
    megabytes: option(number(1, 100_000, 'MB', 'MB'), { default: 200, description: 'length of the stream' }),
    payload: option(whole(100, 65_536, 'bytes', 'bytes'), { default: 8_192, description: "size of a notification's data as JSON" }),
    rate: option(number(1, 10_000, 'notifications per second'), { default: 200, description: 'notifications per second' }),
    rounds: option(whole(1, 100), { default: 2, description: 'measurements of each, by turns' }),
    json: option(file(), { description: 'the readings as JSON' }),
  },
  notes: ['Exit codes: 0 every live reader received everything, 1 at least one did not, 2 usage.'],
} satisfies Program;

/** The cost of a publish that a log in Redis has acknowledged. */
export const redisCostProgram = {
  command: 'npm run bench:redis --',
  summary:
    'Starts a lab with its log in memory, one with its log in Redis, and three that share a log in Redis, by turns. Publishes to each in a closed loop: over one connection for the latency of an acknowledged publish, over many for publishes per second. Then publishes to readers at a steady rate, for the cost and the delay of a delivery.',
  options: {
    redis,
    rounds: option(whole(1, 1_000), { default: 3, description: 'measurements of each, in random order' }),
    seconds: option(number(0.1, 3_600, 'seconds', 's'), { default: 5, description: 'length of each measurement' }),
    connections: option(whole(2, 10_000), { default: 64, description: 'connections that publish when publishes per second are counted' }),
    readers: option(whole(3, 10_000), { default: 60, description: 'readers over WebSocket, spread over all nodes' }),
    rate: option(number(1, 10_000, 'publishes per second'), { default: 100, description: 'publishes per second while readers read' }),
    payload: option(whole(40, 65_536, 'bytes', 'bytes'), { default: 100, description: "size of a notification's data as JSON" }),
    seed: option(whole(0, 2 ** 31), { default: 1, description: 'draws the order' }),
    json: option(file(), { description: 'the readings as JSON' }),
  },
  notes: [
    'What it publishes stays in Redis under the key transport-lab-cost, 20,000 notifications at most.',
    'Exit codes: 0 every publish was stored and delivered, 1 at least one was not, 2 usage.',
  ],
} satisfies Program;

/** The cost of a publish, a cycle of long-polling and a delivery, beside the least that Node can do. */
export const costProgram = {
  command: 'npm run bench:cost --',
  summary:
    'For each question, starts bare node:http servers, the library with and without an observer, and the lab, each as a process, and asks them by turns, in random order in every round: publishes in a closed loop, long polls that are answered and asked again, deliveries over WebSocket. Prints the processor time of each as a ratio within the round.',
  options: {
    questions: option(list(choice(['publish', 'cycle', 'delivery'])), {
      default: ['publish', 'cycle', 'delivery'],
      description: 'what is measured: publish, cycle, delivery',
    }),
    rounds: option(whole(1, 1_000), { default: 7, description: 'rounds of each measurement' }),
    publishes: option(whole(100, 10_000_000), { default: 40_000, description: 'publishes in a turn' }),
    waves: option(whole(1, 100_000), {
      default: 40,
      description: 'notifications in a turn; each ends a wave of long polls, or is delivered',
    }),
    connections: option(whole(1, 1_000), { default: 20, description: 'connections that publish' }),
    readers: option(whole(1, 10_000), { default: 200, description: 'clients of the cycle and of the deliveries' }),
    payload: option(whole(40, 65_536, 'bytes', 'bytes'), { default: 100, description: "size of a notification's data as JSON" }),
    seed: option(whole(0, 2 ** 31), { default: 1, description: 'draws the order' }),
    profile: option(file(undefined, 'folder'), { description: 'writes a --cpu-prof of the library and of the lab' }),
    json: option(file(), { description: 'the readings and the ratios as JSON' }),
  },
  notes: ['Exit codes: 0 everything was answered and delivered, 1 something was not, 2 usage.'],
} satisfies Program;

/** Whether the bench can be believed. */
export const selfCheckProgram = {
  command: 'npm run bench:self-check --',
  summary: 'Measures identical servers, which no quick run may call different, and a server that costs twice as much, which must be called worse.',
  examples: [
    ['npm run bench:self-check -- --via caddy-h2 --runs 10', 'identical servers behind a proxy, each transport with its twin, in about 15 minutes'],
  ],
  options: {
    runs: option(whole(1, 1_000), { default: 10, description: 'quick runs of identical servers' }),
    via: option(list(choice(viaNames)), {
      description: `checks only that identical servers are not called different, by bytes, latency and processor time, through these ways, of ${viaNames.join(', ')}`,
      otherwise: 'straight, and with the server that costs twice as much',
    }),
    json: option(file(), { description: 'with --via: every pair of every run as JSON', otherwise: 'none' }),
  },
  notes: ['Exit codes: 0 both hold, 1 one does not, 2 usage.'],
} satisfies Program;
