import { choice, file, list, number, text, whole } from '../../server/lab/command-line/kinds.ts';
import { flag, option, type Program, type Values } from '../../server/lab/command-line/program.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';
import { ordinary, quick, type Settings } from './settings.ts';

const measureNames = ['push', 'pull', 'cycle', 'memory', 'growth', 'latency', 'overload', 'misuse', 'authorize'] as const;
export type MeasureName = (typeof measureNames)[number];

const options = {
  measure: option(list(choice(measureNames)), {
    default: ['push', 'pull', 'cycle', 'memory'],
    description: `what is measured: ${measureNames.join(', ')}`,
  }),
  only: option(list(text('a part of the name of an arm', 'text')), {
    default: [],
    description: 'arms whose name holds one of these texts; the floor is always there',
    otherwise: 'all',
  }),
  rounds: option(whole(1, 1_000), { description: 'rounds, in each of which every arm runs once', otherwise: String(ordinary.rounds) }),
  readers: option(whole(1, 20_000), { description: 'readers of each push arm', otherwise: String(ordinary.readers) }),
  seconds: option(number(0.05, 3_600, 'seconds', 's'), {
    description: 'length of each stretch; overload needs 30',
    otherwise: String(ordinary.seconds),
  }),
  payload: option(whole(1, 65_536, 'bytes', 'bytes'), {
    description: "size of each notification's data as JSON",
    otherwise: String(ordinary.payload),
  }),
  few: option(whole(1, 100_000), { description: 'fewest readers of memory and growth', otherwise: String(ordinary.few) }),
  many: option(whole(1, 100_000), { description: 'most readers of memory and growth', otherwise: String(ordinary.many) }),
  seed: option(whole(0, 4_000_000_000), { description: 'repeats the order of the arms', otherwise: String(ordinary.seed) }),
  quick: flag({ description: 'one small round, to see whether everything runs' }),
  json: option(file(), { description: 'every reading of every round' }),
  markdown: option(file(), { description: 'the tables' }),
  profile: option(file(undefined, 'folder'), { description: 'a --cpu-prof of every process of the lab' }),
};

export const program = {
  command: 'npm run bench:peers --',
  summary: 'Measures the lab beside other servers of the same stream, and beside bare TCP and bare node:http, in shuffled rounds.',
  options,
} satisfies Program;

type PeerValues = Values<typeof options>;

/** What a run is to do; `only` are parts of the names of arms, `profile` is the folder for profiles of the lab's processes. */
export interface PeerOptions extends Pick<PeerValues, 'only' | 'json' | 'markdown' | 'profile'> {
  readonly settings: Settings;
  readonly measures: readonly MeasureName[];
}

/** Combines the flags with the settings of an ordinary or a quick run. */
export function peerOptions({ measure: measures, only, json, markdown, profile, quick: isQuick, ...given }: PeerValues): PeerOptions {
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { settings: { ...(isQuick ? quick : ordinary), ...asked }, measures, only, json, markdown, profile };
}

/** @param args as in `process.argv.slice(2)` @throws UsageError */
export function readOptions(args: readonly string[]): PeerOptions | 'help' {
  const asked = readCommandLine(program, args);
  return asked.show === 'values' ? peerOptions(asked.values) : 'help';
}
