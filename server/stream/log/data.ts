import { shapeOf } from '../json-text.ts';
import { PeerError, quote } from '../problem.ts';
import { limits } from '../protocol.ts';

/**
 * Writes data as JSON, like `JSON.stringify`: a Date becomes text, and undefined properties are left out. It refuses values that `JSON.stringify` would silently turn into `null` or `{}`,
 * or throw at.
 * @throws PeerError `bad-message` or `too-large`
 */
export function encodeData(data: unknown): string {
  const text = plainText(data) ?? carefulText(data);
  // Every level takes at least two characters, so a short text needs no check.
  if (text.length > 2 * limits.dataDepth && shapeOf(text).depth > limits.dataDepth) throw tooDeep();
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (3 * text.length <= limits.dataBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.dataBytes) return text;
  throw new PeerError(
    'too-large',
    `Expected \`data\` of at most ${limits.dataBytes} bytes as JSON; got ${bytes}. Publish a link to it, or split it.`,
  );
}

/** @returns `undefined` if `JSON.stringify` fails or may have lost something: then the text has a `null` or a `{}` */
function plainText(data: unknown): string | undefined {
  try {
    const text: string | undefined = JSON.stringify(data);
    return text?.includes('null') || text?.includes('{}') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Checks every value, which takes three times as long. */
function carefulText(data: unknown): string {
  const check = checker();
  try {
    return JSON.stringify(data, function (this: Holder, key, value: unknown) {
      check(this, key, value);
      return value;
    });
  } catch (error) {
    throw error instanceof PeerError ? error : unreadable('data', error);
  }
}

type Holder = Readonly<Record<string, unknown>>;

/** Checks values in the order in which `JSON.stringify` visits them. */
function checker(): (holder: Holder, key: string, value: unknown) => void {
  /** The arrays and objects around the value, outermost first. */
  const holders: unknown[] = [];
  return (holder, key, value) => {
    while (holders.length > 0 && holders.at(-1) !== holder) holders.pop();
    const isProperty = holders.length > 0 && !Array.isArray(holder);
    if (!isWritable(holder, key, value, isProperty)) throw unwritable(quote(value ?? holder[key]), holders.length > 0 ? key : undefined);
    if (typeof value !== 'object' || value === null) return;
    if (holders.includes(value)) throw unwritable('one that holds itself', key);
    holders.push(value);
    if (holders.length > limits.dataDepth) throw tooDeep();
  };
}

function isWritable(holder: Holder, key: string, value: unknown, isProperty: boolean): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value);
    case 'bigint':
      return false;
    case 'undefined':
    case 'function':
    case 'symbol':
      return isProperty;
    case 'object':
      // An invalid Date becomes `null` through its `toJSON`, so a `null` that was not one before is refused.
      return value === null ? holder[key] === null : Array.isArray(value) || isPlain(value) || Object.keys(value).length > 0;
    default:
      return true;
  }
}

/** Not a Map, Set, Error and the like, which JSON turns into `{}`. Checks the prototype's prototype, because another realm (an iframe, `node:vm`) has its own `Object`. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unwritable(got: string, key: string | undefined): PeerError {
  const where = key ? ` at ${quote(key)}` : '';
  return new PeerError('bad-message', `Expected \`data\` that JSON can hold; got ${got}${where}. Send text, null or a finite number instead.`);
}

const tooDeep = () =>
  new PeerError('bad-message', `Expected \`data\` of at most ${limits.dataDepth} arrays and objects inside of each other; got more. Flatten it.`);

/** The error for a getter, a `toJSON` or a Proxy that threw. It quotes that error, because nothing else is known. */
export function unreadable(what: string, error: unknown): PeerError {
  const said = error instanceof Error ? error.message : error;
  return new PeerError('bad-message', `Expected \`${what}\` that can be read; got one that throws ${quote(said)}. Append plain values.`);
}
