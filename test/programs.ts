import { choice, file, list, text, whole } from '../server/lab/command-line/kinds.ts';
import { flag, option, type Program } from '../server/lab/command-line/program.ts';
import { lessonIds } from '../server/lab/door-paths.ts';
import { questions } from './browser-facts/questions.ts';
import { faultKinds } from './faults/schedule.ts';
import { browserNames } from './support/browsers/provide.ts';

const most = 999_999_999;

export const faultsProgram = {
  command: 'npm run test:faults --',
  summary:
    'Publishes through lines that break, servers that are killed and filters that change, and has an oracle compare what each reader received with what was published.',
  examples: [
    ['npm run test:faults -- --seed 1 --faults 1000', 'three processes on Redis behind nginx, each of which is killed'],
    ['npm run test:faults -- --seed 1 --faults 1000 --nodes 1 --log memory --front none', 'one process alone'],
    ['npm run test:faults -- --seed 1 --faults 10 --only "roll nodes"', 'the nodes are restarted by SIGTERM, one after the other'],
    ['npm run test:faults -- --seed 1 --deliveries 250000', 'in one process, with cut lines and changed filters only, as fast as it can'],
  ],
  options: {
    seed: option(whole(1, most), { default: 1, description: 'repeats a campaign: the same faults in the same order' }),
    faults: option(whole(0, most), {
      default: 0,
      description: 'ends the campaign after so many faults of lines, nodes, Redis and proxy; 0 is a campaign by deliveries',
    }),
    nodes: option(whole(1, 3), { default: 3, description: 'with faults: processes of the server; several need a log in Redis' }),
    log: option(choice(['memory', 'redis', 'lossy-redis'], 'log'), {
      default: 'redis',
      description: 'with faults: memory, a Redis that keeps what it acknowledges, or one that comes back from an older snapshot',
    }),
    front: option(choice(['nginx', 'haproxy', 'caddy', 'none'], 'proxy'), {
      default: 'nginx',
      description: 'with faults: the proxy of deploy in front of the nodes',
    }),
    only: option(list(choice(faultKinds, 'fault')), {
      default: [],
      otherwise: 'all that the place has',
      description: 'with faults: these alone, such as "roll nodes"',
    }),
    deliveries: option(whole(1, most), { default: 250_000, description: 'ends each campaign once so many notifications were delivered to readers' }),
    windows: option(list(whole(1, most)), {
      default: [1, 7, 50, 10_000],
      description: 'with deliveries, a campaign for each: notifications that the log retains',
    }),
    readers: option(whole(1, most), { default: 10, description: 'readers of each transport' }),
    calm: option(whole(1, most), { default: 20, description: 'notifications between two faults, on average' }),
    json: flag({ description: 'print the tallies as JSON' }),
  },
  notes: [
    'Exit codes: 0 nothing was lost, doubled, reordered or delivered against a filter, and every loss was announced by a gap; 1 something was; 2 usage.',
  ],
} satisfies Program;

export const fuzzProgram = {
  command: 'npm run fuzz --',
  summary:
    'Starts the built lab, and gives it requests, WebSocket frames and spoilt bytes, all drawn from a seed: it may not end, answer 5xx, complain, or keep memory. Linux only.',
  examples: [['npm run fuzz -- --seed 14 --inputs 120000 --json docs/fuzz.json', 'a long one, in several minutes']],
  options: {
    seed: option(whole(1, 20_000), { default: 1, description: 'repeats a run: the same inputs in the same order' }),
    inputs: option(whole(1, most), { default: 10_000, description: 'connections, each with one input' }),
    json: option(file(), { description: 'write what came of it', otherwise: 'none' }),
  },
  notes: ['Exit codes: 0 no mistake, and memory is within a tenth of what it was after the first tenth of the inputs, 1 otherwise, 2 usage.'],
} satisfies Program;

export const mutationsProgram = {
  command: 'npm run mutations --',
  summary: 'Breaks the code in one place at a time, in a copy, and looks whether the tests notice.',
  options: {
    changed: option(
      text('a commit, such as HEAD~3', 'commit', (ref) => !ref.startsWith('-')),
      {
        alone: '',
        description: 'only in files that differ from this commit; without one from where this branch left main, on main from before its last commit',
        otherwise: 'all files',
      },
    ),
  },
  notes: ['Exit codes: 0 the tests noticed all, 1 a mutation survived, does not compile, or only kept the tests from running, 2 usage.'],
} satisfies Program;

export const firstVisitsProgram = {
  command: 'npm run first-visits --',
  summary:
    'Opens the page of a lab several times, each time in a browser that knows nothing, and compares what it comes to say. Then it switches the race to websocket and to polling, and looks for losses.',
  examples: [['npm run first-visits -- --json bench/results/first-visits.json', 'twelve visits, in about eight minutes']],
  options: {
    json: option(file(), { description: 'write what was read and what follows from it', otherwise: 'none' }),
    pictures: option(file(undefined, 'folder'), { default: 'dist/first-visits', description: 'where the pictures of the switches go' }),
  },
  argument: option(whole(1, 1_000, 'visits', 'visits'), { default: 12, description: 'number of visits' }),
  notes: ['Exit codes: 0 the visits agree and nothing was lost, 1 they do not or something was, 2 usage.'],
} satisfies Program;

export const runsProgram = {
  command: 'npm run runs --',
  summary: 'Plays the first round of each lesson in Chromium and saves its run into docs/runs, which /replay opens without a server. Some minutes.',
  examples: [['npm run runs -- --only how-late', 'one of them anew']],
  options: {
    only: option(list(choice(lessonIds)), { description: 'these lessons', otherwise: 'all lessons' }),
  },
} satisfies Program;

export const picturesProgram = {
  command: 'npm run pictures --',
  summary: 'Photographs the page for the README, into docs/pictures.',
  options: {},
} satisfies Program;

export const browserFactsProgram = {
  command: 'npm run browser:facts --',
  summary: 'Asks Chromium, Firefox and WebKit what they do, and writes the answers into docs. About half an hour.',
  options: {
    only: option(list(choice(questions.map(({ key }) => key))), {
      description: 'asks these questions again, and keeps the answers to the others; of the same versions of the browsers only',
      otherwise: 'all questions',
    }),
  },
} satisfies Program;

export const lessonsProgram = {
  command: 'npm run lessons --',
  summary:
    'Plays every lesson to its end in a real browser and holds each number against its range. About 25 s a lesson and run: thirteen lessons, five times, take half an hour.',
  examples: [
    ['npm run lessons -- --runs 5 --json bench/results/lessons.json', 'five times in Chromium, on a machine that has nothing else to do'],
    ['npm run lessons -- --browser firefox --json bench/results/lessons.json', 'once in Firefox, beside what the file has of other browsers'],
  ],
  options: {
    runs: option(whole(1, 100), { default: 1, description: 'how often each lesson is played' }),
    browser: option(choice(browserNames, 'browser'), { default: 'Chromium', description: 'where it is played' }),
    only: option(list(choice(lessonIds)), { description: 'these lessons', otherwise: 'all' }),
    json: option(file(), {
      description: 'write each run with its numbers; what the file has of other browsers, and of other lessons in the same version, stays',
      otherwise: 'none',
    }),
  },
  notes: ['Exit codes: 0 each run came to its end with every number in its range, 1 one did not, 2 usage.'],
} satisfies Program;

export const figuresProgram = {
  command: 'npm run lessons:figures',
  summary: 'Puts what lessons 6 to 10 measured, by bench/results/lessons.json, into docs/learn.md.',
  options: {},
} satisfies Program;

export const cursorProgram = {
  command: 'npm run lessons:cursor --',
  summary: 'Counts in Chromium what a long poll delivers with its cursor and without it, at a round trip of 0, 100 and 300 ms.',
  examples: [['npm run lessons:cursor -- --json bench/results/cursor.json', 'and keeps the counts']],
  options: { json: option(file(), { description: 'write the counts', otherwise: 'none' }) },
  notes: ['Exit codes: 0 with a cursor nothing was missing, 1 something was, 2 usage.'],
} satisfies Program;
