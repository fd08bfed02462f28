import type { Target } from '../arms/index.ts';
import { fieldsOf, textOf } from '../arms/json-fields.ts';
import { dataOf } from '../arms/message.ts';
import { type AskedQuestion, askOnce, cursorOf } from './lab-answers.ts';

/** A request that is repeated to the lab. */
export interface Question {
  readonly name: string;
  /** Puts the lab into the state for this request. @param payload bytes of `data` */
  prepare(lab: Target, payload: number): Promise<AskedQuestion>;
}

export const questions: readonly Question[] = [
  {
    name: 'empty',
    prepare: async (lab, payload) => askOnce(lab, `/stream/polling?after=${(await publishOne(lab, payload)).after}`),
  },
  {
    name: 'one new',
    prepare: async (lab, payload) => askOnce(lab, `/stream/polling?after=${(await publishOne(lab, payload)).before}`),
  },
  {
    name: 'publish',
    prepare: (lab, payload) => askOnce(lab, '/publish', draft(payload)),
  },
];

const draft = (payload: number): string => `{"event":"bench","data":${dataOf(0, payload)}}`;

/** Two cursors with one notification between them. */
async function publishOne(lab: Target, payload: number): Promise<{ before: string; after: string }> {
  const before = await cursorOf(lab);
  const stored = await askOnce(lab, '/publish', draft(payload));
  return { before, after: textOf(fieldsOf(stored.answer.body), 'id') };
}
