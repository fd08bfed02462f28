import type { Host } from '../../../stream/host.ts';
import { parseQuestion } from '../../../stream/question.ts';
import type { NaiveReading } from './reading.ts';

/**
 * `/naive/etag`: polling as HTTP knows it. The answer is named by an `ETag`, here its cursor, and who presents the name of what there is gets 304 and no body (RFC 9110 section 13.1.2). What it saves is the
 * body, which of an empty poll is the smaller part: the heads stay.
 */
export function mountNaiveEtag(host: Host, reading: NaiveReading): void {
  host.route('GET', '/naive/etag/stream/polling', (request, response) => {
    const { seq, hello } = reading.start(parseQuestion(request.url).after);
    const entries = reading.since(seq);
    const cursor = entries.at(-1)?.id ?? hello.cursor;
    const tag = `"${cursor}"`;
    // no-cache: a browser may keep it, and asks each time whether it still holds.
    const fields = { ETag: tag, 'Cache-Control': 'no-cache' };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, fields).end();
      return;
    }
    const body = `{"cursor":"${cursor}","notifications":[${entries.map(({ json }) => json.toString()).join()}]}`;
    response.writeHead(200, { ...fields, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
  });
}
