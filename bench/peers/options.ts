import { ordinary, quick, type Settings } from './settings.ts';

const measureNames = ['push', 'pull', 'cycle', 'memory', 'growth', 'latency', 'overload', 'misuse', 'authorize'] as const;
export type MeasureName = (typeof measureNames)[number];

export interface PeerOptions {
  readonly settings: Settings;
  readonly measures: readonly MeasureName[];
  /** Parts of the names of arms; empty: all. */
  readonly only: readonly string[];
  readonly json?: string;
  readonly markdown?: string;
  /** Folder for profiles of the lab's processes. */
  readonly profile?: string;
}

export const helpText = `npm run bench:peers -- [flags]

Measures the lab beside other servers of the same stream, and beside bare TCP and bare node:http, in shuffled rounds.

  --measure LIST   ${measureNames.join(',')}; default push,pull,cycle,memory
  --only LIST      arms whose name holds one of these texts; the floor is always there
  --rounds N       default ${ordinary.rounds}
  --readers N      of each push arm, default ${ordinary.readers}
  --seconds S      of each stretch, default ${ordinary.seconds}; give overload 30
  --few N --many N readers of memory and growth, default ${ordinary.few} and ${ordinary.many}
  --seed N         of the shuffling, default ${ordinary.seed}
  --quick          one small round, to see whether everything runs
  --json FILE      every reading of every round
  --markdown FILE  the tables
  --profile DIR    a --cpu-prof of every process of the lab
`;

/** @throws RangeError in words for the user */
export function readOptions(args: readonly string[]): PeerOptions | 'help' {
  const given = new Map<string, string>();
  for (let place = 0; place < args.length; place += 1) {
    const flag = args[place] as string;
    if (flag === '--help') return 'help';
    if (!flags.has(flag)) throw new RangeError(`Expected a flag of bench:peers; got ${flag}. See --help.`);
    given.set(flag, flag === '--quick' ? '' : requiredValue(flag, args[++place]));
  }
  const base = given.has('--quick') ? quick : ordinary;
  const number = (name: keyof Settings): number => {
    const value = given.has(`--${name}`) ? Number(given.get(`--${name}`)) : base[name];
    if (!(value > 0)) throw new RangeError(`Expected --${name} to be a number above 0; got ${given.get(`--${name}`)}.`);
    return value;
  };
  const settings = Object.fromEntries((Object.keys(ordinary) as (keyof Settings)[]).map((name) => [name, number(name)])) as unknown as Settings;
  const measures = list(given.get('--measure') ?? 'push,pull,cycle,memory').map((name) => {
    if (!(measureNames as readonly string[]).includes(name)) throw new RangeError(`Expected --measure of ${measureNames.join(', ')}; got ${name}.`);
    return name as MeasureName;
  });
  const text = (flag: string, name: 'json' | 'markdown' | 'profile') => (given.has(flag) ? { [name]: given.get(flag) } : {});
  return {
    settings,
    measures,
    only: list(given.get('--only') ?? ''),
    ...text('--json', 'json'),
    ...text('--markdown', 'markdown'),
    ...text('--profile', 'profile'),
  };
}

/** A flag behind a flag is a value that was forgotten: a file called --quick is nobody's wish. */
function requiredValue(flag: string, value: string | undefined): string {
  if (value === undefined || value === '' || value.startsWith('-'))
    throw new RangeError(`Expected a value after ${flag}; got ${value || 'none'}. See --help.`);
  return value;
}

const flags = new Set(['--measure', '--only', '--quick', '--json', '--markdown', '--profile', ...Object.keys(ordinary).map((name) => `--${name}`)]);

const list = (text: string): string[] => text.split(',').filter((part) => part !== '');
