import type { IncomingMessage } from 'node:http';
import type { Forwarded } from '../stream/guard/origin.ts';

/** What a trusted proxy reports about a request. */
interface Told extends Forwarded {
  /** The client's address. */
  readonly address?: string | undefined;
}

/** Reads the headers of a proxy. */
export type ReadForwarded = (request: IncomingMessage) => Told;

const nothing: Told = {};

/**
 * Reads `X-Forwarded-For`, `X-Forwarded-Host` and `X-Forwarded-Proto`, and of a list the last value: the proxy in front added that one, and the client may have invented the others.
 * @param trusted true only if a proxy sets or removes all three; without a proxy any client could send them
 */
export const forwardedBy =
  (trusted: boolean): ReadForwarded =>
  ({ headers }) => {
    if (!trusted) return nothing;
    return {
      address: last(headers['x-forwarded-for']),
      host: last(headers['x-forwarded-host']),
      scheme: last(headers['x-forwarded-proto'])?.toLowerCase(),
    };
  };

/** @returns `undefined` for an empty one too */
const last = (field: string | readonly string[] | undefined): string | undefined =>
  String(field ?? '')
    .split(',')
    .at(-1)
    ?.trim() || undefined;
