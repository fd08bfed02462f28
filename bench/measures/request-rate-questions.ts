import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import { pathOf } from '../arms/requests.ts';
import type { BareAnswer } from '../processes/bare-http-main.ts';
import { dataOf } from '../processes/publisher.ts';

/** A request as it is repeated, and what the lab answers to it. */
export interface AskedQuestion {
  readonly path: string;
  /** Of a POST. */
  readonly body?: string;
  readonly answer: BareAnswer;
}

/** Something that the lab is asked again and again. */
export interface Question {
  readonly name: string;
  /** Brings the lab into the state in which it is asked. @param payload bytes of `data` */
  prepare(lab: Target, payload: number): Promise<AskedQuestion>;
}

export const questions: readonly Question[] = [
  {
    name: 'empty',
    prepare: async (lab, payload) => ask(lab, `/stream/polling?after=${(await publishOne(lab, payload)).after}`),
  },
  {
    name: 'one new',
    prepare: async (lab, payload) => ask(lab, `/stream/polling?after=${(await publishOne(lab, payload)).before}`),
  },
  {
    name: 'publish',
    prepare: (lab, payload) => ask(lab, '/publish', draft(payload)),
  },
];

const draft = (payload: number): string => `{"event":"bench","data":${dataOf(0, payload)}}`;

/** Two cursors with one notification between them. */
async function publishOne(lab: Target, payload: number): Promise<{ before: string; after: string }> {
  const { answer } = await ask(lab, '/stream/polling');
  const stored = await ask(lab, '/publish', draft(payload));
  return { before: (JSON.parse(answer.body) as Answer).cursor, after: (JSON.parse(stored.answer.body) as { id: string }).id };
}

/** Fields that Node's own server adds to every answer. */
const added = new Set(['date', 'connection', 'keep-alive']);

/** Asks once. @throws Error if the answer is not 2xx */
async function ask(lab: Target, path: string, body?: string): Promise<AskedQuestion> {
  const kind = body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const outgoing = request({ host: lab.host, port: lab.port, path: pathOf(lab, path), agent: false, ...kind }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, rawHeaders } = response;
  const answer = { status, fields: withoutAdded(rawHeaders), body: await text(response) };
  if (status < 200 || status > 299) throw new Error(`Expected 2xx from ${path}; got ${status} ${answer.body.slice(0, 200)}`);
  return { path, ...(body !== undefined && { body }), answer };
}

const withoutAdded = (raw: readonly string[]): string[] =>
  raw.flatMap((name, index) => (index % 2 === 0 && !added.has(name.toLowerCase()) ? [name, raw[index + 1] ?? ''] : []));
