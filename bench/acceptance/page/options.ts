import { choice, file } from '../../../server/lab/command-line/kinds.ts';
import { option, type Program, repeated } from '../../../server/lab/command-line/program.ts';

/** What can be checked, in the order in which it is. */
export const checkNames = ['first', 'model', 'tie', 'flood'] as const;
export type CheckName = (typeof checkNames)[number];

export const program = {
  command: 'npm run bench:page --',
  summary:
    'Starts the lab as npm start does, opens its page in a real Chromium, and holds what the page shows against what it promises. About three minutes.',
  options: {
    only: repeated(choice(checkNames), { description: checkNames.join(', ') }),
    json: option(file('standard output'), { alone: '-', description: 'the findings as JSON; on standard output, instead of the table' }),
  },
  notes: [
    [
      'first: five first visits; how soon all four lanes have deliveries',
      "model: RTT 300 ms, 20/s; the cards' means beside the model's",
      'tie: RTT 0; lanes that differ by noise only are called a tie',
      'flood: 1,000/s for a minute; frames, ledgers, memory',
    ].join('\n'),
    'Exit codes: 0 every bar was met, 1 one was not or nothing could be measured, 2 usage, 130 interrupted.',
  ],
} satisfies Program;
