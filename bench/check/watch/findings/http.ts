import { foreignOrigin } from '../place.ts';
import { type Finding, given } from './finding.ts';

const http = ['sse', 'long-polling', 'polling'] as const;

/** Origins of pages that are not the server's own: any other is one that the server knows. A frame in a sandbox has the origin `null`. */
const readers: readonly string[] = [foreignOrigin, 'null'];

/** What lets a cache keep an answer (RFC 9111, sections 3 and 4.2); `undefined` if nothing does. */
function keptBecause(head: Readonly<Record<string, string>>): string | undefined {
  const control = head['cache-control'];
  if (/\bno-store\b|\bno-cache\b/i.test(control ?? '') || head.vary?.includes('*')) return undefined;
  // A cache that many share goes by s-maxage where it is there (section 5.2.2.10).
  if (/\bmax-age=0\b/i.test(control ?? '') && !/\bs-maxage=0*[1-9]/i.test(control ?? '')) return undefined;
  const expires = head.expires === undefined ? undefined : Date.parse(head.expires);
  if (control === undefined && expires !== undefined && !(expires > Date.now())) return undefined;
  if (control === undefined) return expires === undefined ? 'It came without Cache-Control.' : `It came with Expires: ${head.expires}.`;
  return `It came with Cache-Control: ${control}.`;
}

/** Of every answer over HTTP. */
export const httpFindings: readonly Finding[] = [
  {
    name: 'cacheable',
    kinds: http,
    see: ({ head }) => given(head, (fields) => keptBecause(fields) ?? true),
    why: 'A cache on the way may keep it: Varnish keeps what says nothing for two minutes, and has readers wait for each other until it knows. They get old answers, or one the answer of another.',
    remedy: 'Send Cache-Control: no-store with every answer, also with the empty ones.',
    shown: 'protocol.md#polling-and-long-polling',
  },
  {
    name: 'any-page-may-read',
    kinds: http,
    see: ({ foreignPage }) =>
      given(foreignPage, ({ allowed, credentials }) =>
        credentials && readers.includes(allowed)
          ? `Asked by a page of ${foreignOrigin}, it answered Access-Control-Allow-Origin: ${allowed} with Access-Control-Allow-Credentials: true.`
          : true,
      ),
    why: "Every page that a user visits reads this stream with the user's cookies.",
    remedy: 'Compare Origin with a list of your own pages, and answer it only then.',
    shown: 'proxies.md#proxies',
  },
];
