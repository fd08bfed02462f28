import { printable } from '../../stream/printable.ts';

/** An answer that is not an event stream. */
export interface Refused {
  /** The reason in a few words. */
  readonly why: string;
  /** The feed asked not to come back (HTML standard, section 9.2: 204 ends reconnecting). */
  readonly final: boolean;
  /** The header of that name. */
  readonly retryAfter: string | null;
}

/** @returns `undefined` for an event stream */
export function refusal({ status, ok, body, headers }: Response): Refused | undefined {
  const type = headers.get('content-type') ?? '';
  // A media type is the same in capitals, and with parameters (RFC 9110 section 8.3.1).
  const isStream = type.split(';', 1)[0]?.trim().toLowerCase() === 'text/event-stream';
  if (status === 204) return { why: 'the feed answered 204, which asks not to come back', final: true, retryAfter: null };
  if (ok && body && isStream) return undefined;
  const got = printable(type, 80) || 'no type';
  return { why: `expected an event stream; got status ${status}, ${got}`, final: false, retryAfter: headers.get('retry-after') };
}
