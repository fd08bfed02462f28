import { choice, file, list, text, whole } from '../server/lab/command-line/kinds.ts';
import { flag, option, type Program } from '../server/lab/command-line/program.ts';
import { questions } from './browser-facts/questions.ts';

const most = 999_999_999;

export const faultsProgram = {
  command: 'npm run test:faults --',
  summary:
    'Publishes through a line that breaks, changes filters in flight, and has an oracle compare what each reader received with what was published.',
  examples: [['npm run test:faults -- --seed 1 --deliveries 250000', '']],
  options: {
    seed: option(whole(1, most), { default: 1, description: 'repeats a campaign' }),
    deliveries: option(whole(1, most), { default: 250_000, description: 'ends each campaign once so many notifications were delivered to readers' }),
    windows: option(list(whole(1, most)), {
      default: [1, 7, 50, 10_000],
      description: 'a campaign for each: notifications that the log retains',
    }),
    readers: option(whole(1, most), { default: 10, description: 'readers of each transport' }),
    calm: option(whole(1, most), { default: 20, description: 'notifications between two faults, on average' }),
    json: flag({ description: 'print the tallies as JSON' }),
  },
  notes: [
    'Exit codes: 0 nothing was lost, doubled, reordered or delivered against a filter, and every loss was announced by a gap; 1 something was; 2 usage.',
  ],
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
