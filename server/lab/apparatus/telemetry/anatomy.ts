import type { TransportName } from '../../../stream/protocol.ts';
import type { Direction } from '../weather/conditions.ts';
import { answerParts } from './anatomy/answer.ts';
import { chunkedEventParts } from './anatomy/chunks.ts';
import { frameParts } from './anatomy/frames.ts';
import { headParts, isRequest, isResponse, statusOf } from './anatomy/heads.ts';
import { type Part, type Take, textOf } from './anatomy/part.ts';
import type { ByteParts } from './messages.ts';

export type { Part } from './anatomy/part.ts';

/**
 * Divides the bytes of an exchange into named parts, which cover every byte. Pure and without Node: the page's
 * inspector uses it, and so do the server's own counts.
 * @param direction `up` is what the client sent
 * @param bytes from the start of an exchange, or from the start of any message of a stream; the end may be missing
 */
export function anatomy(direction: Direction, transport: TransportName, bytes: Uint8Array): Part[] {
  const parts: Part[] = [];
  dissect(direction, transport, bytes, (part) => parts.push(part));
  return parts;
}

function dissect(direction: Direction, transport: TransportName, bytes: Uint8Array, take: Take): void {
  if (direction === 'up') {
    const from = isRequest(bytes) ? headParts('request', bytes, take) : 0;
    if (transport === 'websocket') frameParts('up', bytes, from, take);
    else rest(bytes, from, 'bytes behind the question', take);
    return;
  }
  const status = isResponse(bytes) ? statusOf(bytes) : undefined;
  const from = status === undefined ? 0 : headParts('response', bytes, take);
  if (status !== undefined && status >= 300) rest(bytes, from, 'problem document', take);
  else bodies[transport](bytes, from, take);
}

const bodies: Readonly<Record<TransportName, (bytes: Uint8Array, from: number, take: Take) => void>> = {
  polling: answerParts,
  'long-polling': answerParts,
  sse: chunkedEventParts,
  websocket: (bytes, from, take) => frameParts('down', bytes, from, take),
};

function rest(bytes: Uint8Array, from: number, name: string, take: Take): void {
  if (from < bytes.length) take({ from, to: bytes.length, kind: 'framing', name });
}

/** Bytes by what they are for. */
export function sumOf(parts: readonly Part[]): ByteParts {
  const sum = { headers: 0, framing: 0, payload: 0 };
  for (const { kind, from, to } of parts) sum[kind] += to - from;
  return sum;
}

/** How many notifications the server sent in these parts, and the numbers of the first and the last. */
export function notificationsIn(
  parts: readonly Part[],
  bytes: Uint8Array,
): { readonly notifications: number; readonly first?: number; readonly last?: number } {
  const found = parts.filter(({ name }) => name === 'notification');
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return { notifications: 0 };
  return { notifications: found.length, first: numberOf(bytes, first), last: numberOf(bytes, last) };
}

/** The number in a notification's id; 0 if the bytes end before it. */
const numberOf = (bytes: Uint8Array, { from, to }: Part): number =>
  Number(/^\{"id":"[a-z0-9]+-(\d+)"/.exec(textOf(bytes, from, Math.min(to, from + 64)))?.[1] ?? 0);
