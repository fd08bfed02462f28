import { RefusedValue } from './usage-error.ts';

/** What a text of the command line means, and which texts are accepted. */
export interface Kind<Value> {
  readonly name: 'number' | 'text' | 'choice' | 'list' | 'file' | 'flag';
  /** Stands for the value in the help, as in `--rate <n>`. */
  readonly placeholder: string;
  /** Follows "Expected --flag to be" in a message. */
  readonly expected: string;
  /** @throws RefusedValue */
  read(text: string): Value;
  /** The text that gives this value. */
  write(value: Value): string;
}

/** Decimal notation without sign and exponent: what somebody types. @param unit in the plural, such as `seconds` */
export function number(from: number, to: number, unit = '', placeholder = 'n'): Kind<number> {
  return numeric(`a number${unit && ` of ${unit}`} from ${from} to ${to}`, placeholder, (value) => value >= from && value <= to);
}

export function whole(from: number, to: number, unit = '', placeholder = 'n'): Kind<number> {
  const fits = (value: number) => Number.isInteger(value) && value >= from && value <= to;
  return numeric(`a whole number${unit && ` of ${unit}`} from ${from} to ${to}`, placeholder, fits);
}

const numeric = (expected: string, placeholder: string, fits: (value: number) => boolean): Kind<number> => ({
  name: 'number',
  placeholder,
  expected,
  read(text) {
    const value = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
    if (fits(value)) return value;
    throw new RefusedValue(text, expected);
  },
  write: String,
});

/** Text that is used as it is. An empty one is never meant. */
export const text = (expected: string, placeholder: string, accepts: (text: string) => boolean = () => true): Kind<string> =>
  parsed(expected, placeholder, (given) => (accepts(given) ? given : undefined));

/** Text with a meaning of its own. @param parse returns undefined, or throws `RefusedValue`, for what is refused */
export const parsed = <Value>(expected: string, placeholder: string, parse: (text: string) => Value | undefined): Kind<Value> => ({
  name: 'text',
  placeholder,
  expected,
  read(given) {
    const value = given === '' ? undefined : parse(given);
    if (value === undefined) throw new RefusedValue(given, expected);
    return value;
  },
  write: String,
});

/** One of these names, in capitals or not. */
export function choice<const Name extends string>(names: readonly Name[], placeholder = 'name'): Kind<Name> {
  const expected = names.length === 1 ? `${names[0]}` : `one of ${names.join(', ')}`;
  return {
    name: 'choice',
    placeholder,
    expected,
    read(given) {
      const found = names.find((name) => name.toLowerCase() === given.trim().toLowerCase());
      if (found === undefined) throw new RefusedValue(given, expected);
      return found;
    },
    write: String,
  };
}

/** Several values in one text, separated by commas. */
export function list<Value>(item: Kind<Value>): Kind<readonly Value[]> {
  const expected = `${item.expected}, or several separated by commas`;
  return {
    name: 'list',
    placeholder: `${item.placeholder},…`,
    expected,
    read(given) {
      return given.split(',').map((part) => {
        try {
          return item.read(part.trim());
        } catch (error) {
          throw error instanceof RefusedValue ? new RefusedValue(error.got, expected) : error;
        }
      });
    },
    write: (values) => values.map((value) => item.write(value)).join(','),
  };
}

/** A path. One that begins with a hyphen is a flag in the place of a name that was forgotten. @param dash what `-` alone stands for; absent: it is refused */
export const file = (dash?: 'standard output', placeholder = 'file'): Kind<string> => ({
  ...text(
    `the name of a ${placeholder}${dash ? `, or - for ${dash}` : ''}`,
    placeholder,
    (path) => !path.startsWith('-') || (dash !== undefined && path === '-'),
  ),
  name: 'file',
});

/** Without a value on the command line; 1 and 0 in a variable. */
export const onOrOff: Kind<boolean> = {
  name: 'flag',
  placeholder: '',
  expected: '1 or 0',
  read(given) {
    if (given === '1' || given === '0') return given === '1';
    throw new RefusedValue(given, '1 or 0');
  },
  write: (value) => (value ? '1' : '0'),
};
