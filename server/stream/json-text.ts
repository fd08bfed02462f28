/** Properties of a JSON text that can be found without parsing it. */
export interface JsonShape {
  /** The deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Whether as many brackets close as open; otherwise the text is not JSON. */
  readonly balanced: boolean;
  /** The first number that JavaScript cannot represent exactly, as it stands in the text. */
  readonly unsafe: string | undefined;
}

const [quotes, backslash, zero, nine] = [0x22, 0x5c, 0x30, 0x39];
const opening = { array: 0x5b, object: 0x7b };
const closing = { array: 0x5d, object: 0x7d };
/** Shorter ones fit into 2^53. */
const unsafeDigits = 16;

/** One pass without recursion: 1 MiB takes one or two milliseconds, while `JSON.parse` takes 330 ms to reject a `[[[[…` that is never closed. */
export function shapeOf(text: string): JsonShape {
  let [depth, deepest] = [0, 0];
  let unsafe: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quotes) at = endOfString(text, at);
    else if (code === opening.array || code === opening.object) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === closing.array || code === closing.object) depth -= 1;
    else if (code >= zero && code <= nine) {
      const end = endOfNumber(text, at);
      if (end - at >= unsafeDigits || hasExponent(text, at, end)) unsafe ??= unsafeIn(text.slice(text[at - 1] === '-' ? at - 1 : at, end));
      at = end - 1;
    }
  }
  return { depth: deepest, balanced: depth === 0, unsafe };
}

/** The index of the string's closing quote; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isOfNumber(text.charCodeAt(end))) end += 1;
  return end;
}

/** `.`, `+`, `-`, `e` and `E` beside the digits. */
const isOfNumber = (code: number): boolean =>
  (code >= zero && code <= nine) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;

function hasExponent(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at += 1) if ((text.charCodeAt(at) | 0x20) === 0x65) return true;
  return false;
}

/**
 * An integer must keep every digit. A fraction may be rounded to the nearest double, as every JSON parser does (RFC 8259 section 6), but not to infinity and not to
 * zero.
 */
function unsafeIn(literal: string): string | undefined {
  const value = Number(literal);
  if (!literal.includes('.') && /^-?\d+$/.test(literal)) return String(value) === literal ? undefined : literal;
  if (value !== 0) return Number.isFinite(value) ? undefined : literal;
  const [mantissa = ''] = literal.split(/e/i, 1);
  return /[1-9]/.test(mantissa) ? literal : undefined;
}
