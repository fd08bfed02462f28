import { type JsonShape, shapeOf } from './json-text.ts';
import { PeerError, quote } from './problem.ts';
import { type Draft, type Json, limits } from './protocol.ts';

/** Up to this depth `JSON.parse` is fast; the log then checks the real limit and names the place in the array. */
export const isShallow = ({ depth }: JsonShape) => depth <= 1_000;

/** @throws PeerError `bad-json`; `bad-message` for JSON that is nested too deeply, or holds a number that a double cannot represent */
export function parseJson(text: string): Json {
  const { value, unsafe } = readJson(text);
  requireExact(unsafe);
  return value;
}

/** @returns the value, and the first number in it that a double cannot represent @throws PeerError `bad-json`, or `bad-message` for JSON that is nested too deeply */
export function readJson(text: string): { readonly value: Json; readonly unsafe: string | undefined } {
  const shape = shapeOf(text);
  if (!shape.balanced) throw notJson(text);
  if (!isShallow(shape)) {
    throw new PeerError(
      'bad-message',
      `Expected \`data\` of at most ${limits.dataDepth} arrays and objects inside of each other; got ${shape.depth} in all. Nothing was stored; flatten it.`,
    );
  }
  try {
    return { value: JSON.parse(text), unsafe: shape.unsafe };
  } catch {
    throw notJson(text);
  }
}

/** @throws PeerError `bad-message` */
export function requireExact(unsafe: string | undefined): void {
  if (unsafe === undefined) return;
  throw new PeerError(
    'bad-message',
    `Expected numbers that a double holds; got ${quoteNumber(unsafe)}, which would come out as ${Number(unsafe)}. Nothing was stored; send it as a string.`,
  );
}

const notJson = (text: string) =>
  new PeerError('bad-json', `Expected JSON; got ${text === '' ? 'nothing' : quote(text)}. Send one JSON value in UTF-8.`);

const quoteNumber = (literal: string) => quote(literal).slice(1, -1);

/**
 * The drafts in a body of `POST /publish`, unchecked: the log checks them.
 * @param body one message, or an array of them
 */
export const parseDrafts = (body: unknown): readonly Draft[] => (Array.isArray(body) ? body : [body]) as Draft[];

/** The same for one message. */
export const parseDraft = (message: unknown): Draft => message as Draft;
