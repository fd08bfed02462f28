/** Bytes of IP and TCP header with the timestamp option of RFC 7323, which every current system sends: 20 + 20 + 12, or 40 + 20 + 12. */
export const segmentHeader = { ipv4: 52, ipv6: 72 } as const;
export type IpVersion = keyof typeof segmentHeader;

/** Data bytes of a segment on a path with an MTU of 1,500 bytes: 1,500 − 52, or 1,500 − 72. Loopback takes 64 KiB. */
const segmentData = { ipv4: 1_448, ipv6: 1_428 } as const;

/**
 * A push is one segment of data and its acknowledgement. An exchange is request, response and acknowledgement, because the response acknowledges the
 * request.
 */
export const segments = { push: 2, exchange: 3 } as const;

/** SYN, SYN-ACK and ACK (RFC 9293 section 3.5), with the options that Linux sends: 60, 60 and 52 bytes over IPv4. */
export const connectBytes = (ip: IpVersion): number => 3 * segmentHeader[ip] + 2 * 8;

/** Bytes from the client and to it. */
export interface BothWays {
  readonly up: number;
  readonly down: number;
}

/** Bytes with the headers of the fewest segments that carry them. */
const segmented = (bytes: number, ip: IpVersion): number => bytes + Math.max(1, Math.ceil(bytes / segmentData[ip])) * segmentHeader[ip];

/**
 * One pushed message at the IP layer. An upper bound: messages that are closer than the delayed acknowledgement (RFC 9293 section 3.8.6.3) share one.
 */
export const pushWays = (bytes: number, ip: IpVersion = 'ipv4'): BothWays => ({ up: segmentHeader[ip], down: segmented(bytes, ip) });

/** One exchange at the IP layer, in bytes. The client sends the last acknowledgement. */
export const exchangeWays = (request: number, response: number, ip: IpVersion = 'ipv4'): BothWays => ({
  up: segmented(request, ip) + segmentHeader[ip],
  down: segmented(response, ip),
});

const sum = ({ up, down }: BothWays): number => up + down;

/** Bytes of one pushed message, both ways together. */
export const pushWire = (bytes: number, ip: IpVersion = 'ipv4'): number => sum(pushWays(bytes, ip));

/** Bytes of one exchange, both ways together. */
export const exchangeWire = (request: number, response: number, ip: IpVersion = 'ipv4'): number => sum(exchangeWays(request, response, ip));
