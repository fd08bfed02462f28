import { type Kind, onOrOff } from './kinds.ts';

/** What a table says of an option besides its kind. */
export interface Facts {
  /** One clause for the help, without a full stop. */
  readonly description: string;
  /** Name of the environment variable. */
  readonly variable?: string;
  /** A sentence for the message that refuses a value: what to do about it. */
  readonly remedy?: string;
  /** A letter that stands for the name, behind one hyphen. */
  readonly short?: string;
  /** Begins a section of the help with this option. */
  readonly heading?: string;
  /** Stands for the default in the help, where that is no constant. */
  readonly otherwise?: string;
}

/** A row of a table: a flag whose name is the row's key in kebab-case. */
export interface Option<Value> extends Facts {
  /** Name, placeholder and message of the kind of each text. */
  readonly kind: Kind<unknown>;
  /** Where neither flag nor variable says anything. */
  readonly default: Value;
  /** May be given several times; in a variable, separated by commas. */
  readonly repeats: boolean;
  /** The flag alone, without a value, is allowed. */
  readonly alone: boolean;
  /** @param texts undefined for a flag without a value @throws RefusedValue */
  read(texts: readonly (string | undefined)[]): Value;
  /** The texts that give the default; none if nothing does. */
  readonly defaultTexts: readonly string[];
}

interface OneFacts<Value> extends Facts {
  readonly default?: Value;
  /** What the flag means without a value. */
  readonly alone?: Value;
}

/** An option that is given at most once. Without a default its value is undefined where nobody gave it. */
export function option<Value>(kind: Kind<Value>, facts: OneFacts<NoInfer<Value>> & { readonly default: NoInfer<Value> }): Option<Value>;
export function option<Value>(kind: Kind<Value>, facts: OneFacts<NoInfer<Value>>): Option<Value | undefined>;
export function option<Value>(kind: Kind<Value>, { alone, ...facts }: OneFacts<Value>): Option<Value | undefined> {
  return {
    ...facts,
    kind,
    default: facts.default,
    repeats: false,
    alone: alone !== undefined,
    read: ([given]) => (given === undefined ? alone : kind.read(given)),
    defaultTexts: facts.default === undefined ? [] : [kind.write(facts.default)],
  };
}

/** An option that may be given several times. */
export const repeated = <Value>(kind: Kind<Value>, facts: Facts): Option<readonly Value[]> => ({
  ...facts,
  kind,
  default: [],
  repeats: true,
  alone: false,
  read: (texts) => texts.map((given = '') => kind.read(given)),
  defaultTexts: [],
});

/** On or off. What is on by default is turned off by `--no-` and its name. */
export const flag = (facts: Facts & { readonly default?: boolean }): Option<boolean> =>
  option(onOrOff, { ...facts, default: facts.default ?? false });

export type Table = Readonly<Record<string, Option<unknown>>>;

/** What a table makes of a command line. */
export type Values<Options extends Table> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never;
};

/** Everything that the command line of one program is made of. */
export interface Program<Options extends Table = Table, Argument = unknown> {
  /** As it is typed in front of flags, such as `npm run bench --`. */
  readonly command: string;
  /** What it does, for the top of the help: a sentence or some. */
  readonly summary: string;
  readonly examples?: readonly (readonly [line: string, what: string])[];
  readonly options: Options;
  /** The one argument without a flag that it takes, or several where it `repeats`. Without this row it takes none. */
  readonly argument?: Option<Argument>;
  /** Pairs of keys of `options` of which at most one may be given. */
  readonly exclusive?: readonly (readonly [one: string, other: string])[];
  /** `--version` prints it. */
  readonly version?: () => string;
  /** Paragraphs below the options, such as the exit codes. */
  readonly notes?: readonly string[];
}

/** `windowBytes` → `window-bytes`. */
export const flagName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** How it is written: an option that is on by default is named by what turns it off. */
export const shownFlag = (key: string, { kind, default: standard }: Option<unknown>): string =>
  `--${kind.name === 'flag' && standard === true ? 'no-' : ''}${flagName(key)}`;
