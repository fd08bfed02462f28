import { type Fields, requestHead } from './http-head.ts';
import { storedHead } from './server-heads.ts';
import { frameExchange, postExchange, type Traffic } from './traffic.ts';

/** Lengths of the parts of one publish, and of the id in its answer. */
export interface UplinkParts {
  /** Bytes of the event's name. */
  readonly event: number;
  /** Bytes of `data` as JSON. */
  readonly data: number;
  readonly id: number;
}

/** By `POST /publish`. @param fields of the request besides `Content-Length`, which comes last @param prefix stands before the path */
export function publishByPost(fields: Fields, { event, data, id }: UplinkParts, prefix = ''): Traffic {
  const body = '{"event":"","data":}'.length + event + data;
  const answer = '{"id":""}'.length + id;
  const head = requestHead('POST', `${prefix}/publish`, [...fields, ['Content-Length', String(body)]]);
  return postExchange(head.length, body, storedHead + String(answer).length + answer);
}

/** By a WebSocket message, and the ack, which repeats its `ref`. @param ref bytes of it as JSON */
export const publishByFrame = ({ event, data, id }: UplinkParts, ref: number): Traffic =>
  frameExchange('{"type":"publish","ref":,"event":"","data":}'.length + ref + event + data, '{"type":"ack","ref":,"id":""}'.length + ref + id);
