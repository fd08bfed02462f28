import type { IncomingMessage } from 'node:http';
import type { Host } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import type { NotificationLog } from '../../../stream/log/notification-log.ts';
import { PeerError, quote } from '../../../stream/problem.ts';
import { type Draft, limits } from '../../../stream/protocol.ts';
import { type Body, readBody } from '../../../stream/read-body.ts';

/** The event of what is pushed without one. */
const usualEvent = 'push';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * `POST /push`: a line that anybody can type. `curl -d text=hello` sends a form, `curl -H 'Content-Type: text/plain' --data-binary @file` a text as it is. What is more than a text is published at `/publish`.
 * @param append throws once the server is closing
 */
export function mountPush(host: Host, append: NotificationLog['append']): void {
  host.route('POST', '/push', async (request, response) => {
    const read = readerOf(request);
    const draft = read(textOf(await readBody(request, limits.dataBytes)));
    const [id] = await append([draft]);
    answerJson(response, 201, { id, event: draft.event });
  });
}

const remedy = 'Send it with curl -d text=hello, and JSON to /publish.';

function readerOf({ headers }: IncomingMessage): (text: string) => Draft {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return draftOfForm;
  if (type === 'text/plain') return (data) => ({ event: usualEvent, data });
  throw new PeerError('bad-content-type', `Expected a form or text/plain; got ${quote(headers['content-type'])}. Nothing was stored. ${remedy}`);
}

function textOf(body: Body): string {
  if ('text' in body) return body.text;
  if (!('bytes' in body))
    throw new PeerError('body-taken', 'Expected a body that nobody has parsed; got one that was. Mount body parsers behind the lab.');
  try {
    return utf8.decode(body.bytes);
  } catch {
    throw new PeerError('bad-message', 'Expected UTF-8; got other bytes. Nothing was stored; save the text as UTF-8 and send it again.');
  }
}

function draftOfForm(body: string): Draft {
  const form = new URLSearchParams(body);
  const unknown = [...form.keys()].find((name) => name !== 'text' && name !== 'event');
  const [texts, events] = [form.getAll('text'), form.getAll('event')];
  const [data] = texts;
  if (data !== undefined && texts.length === 1 && events.length <= 1 && unknown === undefined) return { event: events[0] ?? usualEvent, data };
  const got = unknown === undefined ? `${texts.length} of text and ${events.length} of event` : `the field ${quote(unknown)}`;
  throw new PeerError('bad-message', `Expected a form with text=…, and event=… at most once; got ${got}. Nothing was stored. ${remedy}`);
}
