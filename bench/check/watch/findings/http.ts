import { type Finding, given } from './finding.ts';

const http = ['sse', 'long-polling', 'polling'] as const;

/** What lets a cache keep an answer (RFC 9111, sections 3 and 4.2); `undefined` if nothing does. */
function keptBecause(head: Readonly<Record<string, string>>): string | undefined {
  const control = head['cache-control'];
  if (/\bno-store\b|\bno-cache\b|\bmax-age=0\b/i.test(control ?? '') || head.vary === '*') return undefined;
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
        credentials && allowed !== '' && allowed !== '*'
          ? `Asked by a page of ${allowed}, it answered Access-Control-Allow-Origin: ${allowed} with Access-Control-Allow-Credentials: true.`
          : true,
      ),
    why: "Every page that a user visits reads this stream with the user's cookies.",
    remedy: 'Compare Origin with a list of your own pages, and answer it only then.',
    shown: 'proxies.md#proxies',
  },
];
