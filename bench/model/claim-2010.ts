import type { PathCosts } from './path-costs.ts';
import { exchangeWire, pushWire } from './segments.ts';
import { tlsRecord } from './tls.ts';

/** What is counted, from the claim's own layer down to the network; with TLS where it is used. */
export const claimLayerNames = ['heads against frame header', 'with the payload', 'with TLS records', 'with TCP, IP and acknowledgements'] as const;

/** One line of the comparison, in bytes per notification. */
export interface ClaimLayer {
  readonly layer: (typeof claimLayerNames)[number];
  readonly exchange: number;
  readonly push: number;
  /** How many times the bytes of a push an exchange takes. */
  readonly ratio: number;
}

/** The sizes of one exchange and of one push, in bytes. */
export interface ClaimSizes {
  /** Request head, and what the response adds to the payload. */
  readonly request: number;
  readonly response: number;
  readonly payload: number;
  readonly frame: number;
  /** TLS records of the exchange; a push has one. @default none */
  readonly records?: number;
}

/**
 * "871 bytes against 2" (Lubbers and Greco, 2010): the heads of a Firefox 3.5 with its cookies, request and response together, against the frame of a
 * draft that was never standardised. RFC 6455 also needs 2 bytes, up to 125 bytes of payload. Some 20 bytes were the payload.
 */
export const claim2010: ClaimSizes = { request: 871, response: 0, payload: 20, frame: 2 };

/** The same claim at each layer: the network adds headers to both sides, so a comparison must include them on both. */
export function claimLayers({ request, response, payload, frame, records = 0 }: ClaimSizes): ClaimLayer[] {
  const layer = (name: ClaimLayer['layer'], exchange: number, push: number): ClaimLayer => ({ layer: name, exchange, push, ratio: exchange / push });
  const heads = request + response;
  // Question and answer have at least one segment each.
  const [asked, answered, pushed] = records > 0 ? [tlsRecord, (records - 1) * tlsRecord, tlsRecord] : [0, 0, 0];
  return [
    layer('heads against frame header', heads, frame),
    layer('with the payload', heads + payload, frame + payload),
    ...(records > 0 ? [layer('with TLS records', heads + payload + asked + answered, frame + payload + pushed)] : []),
    layer('with TCP, IP and acknowledgements', exchangeWire(request + asked, response + payload + answered), pushWire(frame + payload + pushed)),
  ];
}

/** On a path: a poll that is answered with one notification, and the same notification as a frame. @param payload bytes of its JSON, up to 125 */
export const claimOn = ({ question, firstAnswer, records }: PathCosts, payload: number): ClaimSizes => ({
  request: question - (records > 0 ? tlsRecord : 0),
  response: firstAnswer - payload - Math.max(0, records - 1) * tlsRecord,
  payload,
  frame: 2,
  records,
});
