import { isIP } from 'node:net';
import { PeerError, quote } from '../problem.ts';
import { labFlags } from './remedies.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcards = ['0.0.0.0', '::'];

/** Whether a name or an address, in brackets or not, leads to this machine and nowhere else. */
export const isLoopbackName = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(name);

/** Whether it is a name or an address as `hostGuard` takes it: without scheme, port and wildcard. */
export const isHostName = (text: string): boolean => /^[\w.-]{1,255}$/.test(text) || isIP(text.replace(/^\[(.*)\]$/, '$1')) === 6;

/** Throws unless the request names this server. */
export type HostGuard = (header: string | undefined) => void;

/**
 * Against DNS rebinding: a page of evil.example whose name suddenly points to 127.0.0.1 is of our origin to a browser, but still says
 * `Host: evil.example`. An address cannot be rebound, so on a wildcard every address is taken.
 * @param allowed names and addresses besides loopback's, without port; `0.0.0.0` or `::` allows every address
 * @param remedies what to tell those who are refused
 */
export function hostGuard(allowed: readonly string[], remedies = labFlags): HostGuard {
  const bracketed = allowed.map((name) => (isIP(name) === 6 ? `[${name}]` : name));
  const names = new Set([...loopbackNames, ...bracketed].map((name) => name.toLowerCase()));
  const anyAddress = allowed.some((name) => wildcards.includes(name));
  // The last that was good: nearly all clients of a server call it by the same name, and taking one apart costs 0.3 µs a request.
  let known: string | undefined;
  return (header) => {
    // Only HTTP/1.0 may come without, and no browser speaks it.
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
