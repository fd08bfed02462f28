import type { Host } from '../../../stream/host.ts';
import { chosen } from './chosen.ts';
import { serveEvents } from './event-stream.ts';
import type { NaiveReading } from './reading.ts';

/**
 * `/naive/comments`: Server-Sent Events whose heartbeat is a comment, each second or each `?every=` seconds. A comment keeps proxies from closing the line, and `EventSource` shows it to nobody
 * (HTML standard, section 9.2.6): a page cannot tell a line that is dead from one on which nothing happens.
 */
export function mountNaiveComments(host: Host, reading: NaiveReading): void {
  host.route('GET', '/naive/comments/stream/sse', (request, response) => {
    const every = Number(chosen(request.url, 'every', ['1', '5', '15']));
    serveEvents(reading, request, response, {});
    const beat = setInterval(() => response.write(': heartbeat\n\n'), every * 1_000);
    response.once('close', () => clearInterval(beat));
  });
}
