import { STATUS_CODES } from 'node:http';
import { printable } from './printable.ts';
import type { Problem } from './protocol.ts';

/** The status that goes with each code of the error table in `docs/protocol.md`. */
const statuses = {
  'bad-cursor': 400,
  'bad-hold': 400,
  'bad-filter': 400,
  'bad-json': 400,
  'bad-message': 400,
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'foreign-origin': 403,
  'not-found': 404,
  'bad-method': 405,
  'slow-request': 408,
  'key-taken': 409,
  'too-large': 413,
  'bad-content-type': 415,
  'unknown-host': 421,
  'upgrade-required': 426,
  'too-many-requests': 429,
  'too-many-streams': 429,
  'body-taken': 500,
  internal: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof statuses;

const bearer = { 'WWW-Authenticate': 'Bearer' };

/**
 * A mistake of the client. Its message is sent to the client: what was expected, what came, what to do. Any other error counts as internal.
 * @example throw new PeerError('unauthorized', 'Expected the token of a user; got none that is known. Log in.');
 */
export class PeerError extends Error {
  readonly code: ProblemCode;
  /** Additional header fields of the answer, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param code from the table in docs/protocol.md, which also gives the status
   * @param detail the message for the client
   * @param headers additional header fields; a 401 gets `WWW-Authenticate: Bearer` by default (RFC 9110, section 11.6.1)
   * @throws TypeError for a code that is not in the table
   */
  constructor(code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = code === 'unauthorized' ? bearer : {}) {
    if (!Object.hasOwn(statuses, code)) {
      throw new TypeError(
        `Expected a code of PeerError: ${Object.keys(statuses).join(', ')}; got ${quote(code)}. Most often it is unauthorized or forbidden.`,
      );
    }
    super(detail);
    this.code = code;
    this.headers = headers;
  }

  /** The HTTP status. If a route of your own throws this error, Express answers with it. @example 401 */
  get status(): number {
    return statuses[this.code];
  }

  static {
    // A printed stack begins with the name. An own field would be printed a second time.
    PeerError.prototype.name = 'PeerError';
  }
}

/** Turns a thrown value into a problem document. An internal error reveals nothing to the client; the code that catches it must log it. */
export function problemOf(error: unknown, status?: number): Problem {
  const code = error instanceof PeerError ? error.code : 'internal';
  const answer = status ?? statuses[code];
  return {
    title: STATUS_CODES[answer] ?? 'Error',
    status: answer,
    code,
    detail: error instanceof PeerError ? error.message : 'The server made a mistake. It is logged there; try again later.',
  };
}

/** A whole HTTP/1.1 response as text, for a refused upgrade or a request that could not be parsed: there is no response object then. */
export function rawProblem(error: unknown, status?: number): string {
  const problem = problemOf(error, status);
  const body = JSON.stringify(problem);
  const headers = {
    ...(error instanceof PeerError ? error.headers : {}),
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.join('')}\r\n${body}`;
}

/** Describes a value in an error message: in one line, short, safe for a terminal, and without reading any property of an object. */
export function quote(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoteText(value);
    case 'undefined':
      return 'nothing';
    case 'object':
      return value === null ? 'null' : kindOf(value);
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'bigint':
      return 'a BigInt';
    default:
      return String(value);
  }
}

/** Longest quotation, in characters. */
const quoted = 80;

function quoteText(value: string): string {
  const text = printable(JSON.stringify(value.slice(0, quoted)), Number.POSITIVE_INFINITY);
  return value.length > quoted || text.length > quoted ? `${text.slice(0, quoted - 3)}…` : text;
}

/** The kind of an object by `Object.prototype.toString`, which a hostile object can make throw. */
function kindOf(value: object): string {
  try {
    const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (kind === 'Array' || kind === 'Object' || !/^[A-Z][A-Za-z]{1,29}$/.test(kind)) return kind === 'Array' ? 'an array' : 'an object';
    return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
  } catch {
    return 'an object';
  }
}
