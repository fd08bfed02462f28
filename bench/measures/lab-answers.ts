import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Target } from '../arms/index.ts';
import { fieldsOf, textOf } from '../arms/json-fields.ts';
import { pathOf } from '../arms/requests.ts';
import type { BareAnswer } from '../processes/bare-http-main.ts';

/** A request to repeat, and the lab's answer to it. */
export interface AskedQuestion {
  readonly path: string;
  /** Body of a POST. */
  readonly body?: string;
  readonly answer: BareAnswer;
}

/** Fields that Node's own server adds to every answer, so the bare server must not add them again. */
const added = new Set(['date', 'connection', 'keep-alive']);

/** Asks the lab for the answer that other servers will repeat. @throws Error if it is not 2xx */
export async function askOnce(lab: Target, path: string, body?: string): Promise<AskedQuestion> {
  const kind = body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const outgoing = request({ host: lab.host, port: lab.port, path: pathOf(lab, path), agent: false, ...kind }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, rawHeaders } = response;
  const answer = { status, fields: withoutAdded(rawHeaders), body: await text(response) };
  if (status < 200 || status > 299) throw new Error(`Expected 2xx from ${path}; got ${status} ${answer.body.slice(0, 200)}`);
  return { path, ...(body !== undefined && { body }), answer };
}

/** The newest cursor. */
export async function cursorOf(lab: Target): Promise<string> {
  const { answer } = await askOnce(lab, '/stream/polling');
  return textOf(fieldsOf(answer.body), 'cursor');
}

const withoutAdded = (raw: readonly string[]): string[] =>
  raw.flatMap((name, index) => (index % 2 === 0 && !added.has(name.toLowerCase()) ? [name, raw[index + 1] ?? ''] : []));
