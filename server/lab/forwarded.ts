import type { IncomingMessage } from 'node:http';
import type { Forwarded } from '../stream/guard/origin.ts';

/** What the proxy right in front says of a request, where it is believed. */
interface Told extends Forwarded {
  /** Of the client. */
  readonly address?: string | undefined;
}

/** Reads what a proxy says. */
export type ReadForwarded = (request: IncomingMessage) => Told;

const nothing: Told = {};

/**
 * `X-Forwarded-For`, `X-Forwarded-Host` and `X-Forwarded-Proto`. Of a list the last value: the proxy in front has added it, and whatever stands before may have been made up by the client.
 * @param trusted whether there is a proxy, and it sets or removes all three; anybody may send them to a server that has none in front
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
