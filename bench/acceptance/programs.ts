import { file, number, whole } from '../../server/lab/command-line/kinds.ts';
import { option, type Program } from '../../server/lab/command-line/program.ts';

/** Whether the lab's memory stays flat while its window fills. */
export const soakProgram = {
  command: 'npm run bench:soak --',
  summary:
    "Starts the lab without the relay, opens as many clients of each transport, publishes at a steady rate, and reads from outside how much memory the lab's process has resident (VmRSS of /proc, so on Linux only).",
  options: {
    minutes: option(number(0.01, 10_000, 'minutes', 'min'), { default: 30, description: 'how long it publishes' }),
    clients: option(whole(1, 20_000), { default: 200, description: 'clients of all transports together' }),
    rate: option(number(0.01, 1_000, 'notifications per second'), { default: 5, description: 'notifications per second' }),
    payload: option(whole(2, 65_536, 'bytes', 'bytes'), { default: 200, description: "size of a notification's data as JSON" }),
    json: option(file(), { description: 'the readings as JSON' }),
  },
  notes: ['Exit codes: 0 every client received everything, 1 one did not, 2 usage.'],
} satisfies Program;

/** Whether the bench can be believed. */
export const selfCheckProgram = {
  command: 'npm run bench:self-check --',
  summary:
    'Measures identical servers, which must not be called different in any of several quick runs, and one that costs twice as much, which must be called worse.',
  options: {
    runs: option(whole(1, 1_000), { default: 10, description: 'quick runs of identical servers' }),
  },
  notes: ['Exit codes: 0 both hold, 1 one does not, 2 usage.'],
} satisfies Program;
