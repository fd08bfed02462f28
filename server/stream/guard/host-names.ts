import { isIP } from 'node:net';
import { PeerError, quote } from '../problem.ts';
import { labFlags } from './remedies.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcards = ['0.0.0.0', '::'];

/** Whether a name or an address, with or without brackets, can only mean this machine. */
export const isLoopbackName = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(name);

/** Whether `hostGuard` accepts this name or address: no scheme, no port, no wildcard. */
export const isHostName = (text: string): boolean => /^[\w.-]{1,255}$/.test(text) || isIP(text.replace(/^\[(.*)\]$/, '$1')) === 6;

/** Throws unless the request names this server. */
export type HostGuard = (header: string | undefined) => void;

/**
 * Protects against DNS rebinding. A page of evil.example may point its name to 127.0.0.1; a browser then takes this server for the page's own, but still sends
 * `Host: evil.example`. An address cannot be rebound, so with a wildcard every address is accepted.
 * @param allowed names and addresses besides loopback's, without port; `0.0.0.0` or `::` allows every address
 * @param remedies how to allow a name, for the error
 */
export function hostGuard(allowed: readonly string[], remedies = labFlags): HostGuard {
  const bracketed = allowed.map((name) => (isIP(name) === 6 ? `[${name}]` : name));
  const names = new Set([...loopbackNames, ...bracketed].map((name) => name.toLowerCase()));
  const anyAddress = allowed.some((name) => wildcards.includes(name));
  // The last accepted header: nearly all clients of a server send the same one, and parsing it costs 0.3 µs per request.
  let known: string | undefined;
  return (header) => {
    // Only HTTP/1.0 requests may lack a Host, and no browser sends those.
    if (header === undefined || header === known) return;
    const name = header.replace(/:\d*$/, '').toLowerCase();
    if (names.has(name) || (anyAddress && isIP(name.replace(/^\[|\]$/g, '')) > 0)) {
      known = header;
      return;
    }
    const remedy = isHostName(name) ? remedies.host(name) : 'Ask by its name, as RFC 9110, section 7.2 has it.';
    throw new PeerError('unknown-host', `Expected a Host that this server goes by; got ${quote(header)}. ${remedy}`);
  };
}
