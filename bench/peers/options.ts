import { choice, file, type Kind, list, number, text, whole } from '../../server/lab/command-line/kinds.ts';
import { flag, option, type Program, type Values } from '../../server/lab/command-line/program.ts';
import { keysOf } from '../result/keys.ts';
import { measures } from './measures.ts';

/** An ordinary run. What each of these is, its option says. */
export const ordinary = { rounds: 5, readers: 500, seconds: 1.5, payload: 160, seed: 1, few: 1_000, many: 9_000 };

export type Settings = Readonly<typeof ordinary>;

/** Checks that everything runs: its figures mean nothing. */
export const quick: Settings = { ...ordinary, rounds: 1, readers: 50, seconds: 0.2, few: 50, many: 200 };

const setting = (name: keyof Settings, kind: Kind<number>, description: string) => option(kind, { description, otherwise: String(ordinary[name]) });

const options = {
  measure: option(list(choice(keysOf(measures))), {
    default: ['push', 'pull', 'cycle', 'memory'],
    description: `what is measured: ${keysOf(measures).join(', ')}`,
  }),
  only: option(list(text('a part of the name of an arm', 'text')), {
    default: [],
    description: 'arms whose name holds one of these texts; the floor is always there',
    otherwise: 'all',
  }),
  rounds: setting('rounds', whole(1, 1_000), 'rounds, in each of which every arm runs once'),
  readers: setting('readers', whole(1, 20_000), 'readers of each push arm'),
  seconds: setting('seconds', number(0.05, 3_600, 'seconds', 's'), 'length of each stretch; overload needs 30'),
  payload: setting('payload', whole(1, 65_536, 'bytes', 'bytes'), "size of each notification's data as JSON"),
  few: setting('few', whole(1, 100_000), 'fewest readers of memory and growth'),
  many: setting('many', whole(1, 100_000), 'most readers of memory and growth'),
  seed: setting('seed', whole(0, 4_000_000_000), 'repeats the order of the arms'),
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

/** Combines the flags with the settings of an ordinary or a quick run. */
export function peerOptions({ measure, only, json, markdown, profile, quick: isQuick, ...given }: Values<typeof options>) {
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const settings: Settings = { ...(isQuick ? quick : ordinary), ...asked };
  return { settings, measures: measure, only, json, markdown, profile };
}

/** What a run is to do; `only` are parts of the names of arms, `profile` is the folder for profiles of the lab's processes. */
export type PeerOptions = ReturnType<typeof peerOptions>;
