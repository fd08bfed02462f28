import { exchangeWire, pushWire } from './segments.ts';

/** One line of the comparison, in bytes per notification. */
export interface ClaimLayer {
  readonly layer: 'heads against frame header' | 'with the payload' | 'with TCP, IP and acknowledgements';
  readonly exchange: number;
  readonly push: number;
  /** How many times the push an exchange is. */
  readonly ratio: number;
}

/** The sizes of one exchange and of one push, in bytes. */
export interface ClaimSizes {
  /** Request head, and what the response has besides the payload. */
  readonly request: number;
  readonly response: number;
  readonly payload: number;
  readonly frame: number;
}

/**
 * "871 bytes against 2" (Lubbers and Greco, 2010): the heads of a Firefox 3.5 with its cookies, request and response together, against the frame of a draft
 * that was never standardised. RFC 6455 happens to need 2 bytes as well, up to 125 bytes of payload. Some 20 bytes were the payload.
 */
export const claim2010: ClaimSizes = { request: 871, response: 0, payload: 20, frame: 2 };

/** The same claim at three layers: whoever counts what a network carries must count what it adds to both. */
export function claimLayers({ request, response, payload, frame }: ClaimSizes): ClaimLayer[] {
  const layer = (name: ClaimLayer['layer'], exchange: number, push: number): ClaimLayer => ({ layer: name, exchange, push, ratio: exchange / push });
  return [
    layer('heads against frame header', request + response, frame),
    layer('with the payload', request + response + payload, frame + payload),
    layer('with TCP, IP and acknowledgements', exchangeWire(request, response + payload), pushWire(frame + payload)),
  ];
}
