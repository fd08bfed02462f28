import type { TransportName } from '../../server/stream/protocol.ts';
import { bareReader, chromiumReader, type Reader, requestHead } from '../model/index.ts';
import type { Target } from './arm.ts';

/** `Host` of a target, as clients write it. */
export const authority = ({ host, port }: Pick<Target, 'host' | 'port'>): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The lab's URL, to which paths such as `/stream/sse` are appended. */
export const rootOf = (target: Target): string => `http://${authority(target)}${target.prefix ?? ''}`;

/** A path of the lab, as written in a request. */
export const pathOf = ({ prefix = '' }: Target, path: string): string => `${prefix}${path}`;

/** The model's description of a reader at this target. @param hold seconds */
export const readerOf = (target: Pick<Target, 'host' | 'port' | 'way'>, hold?: number): Reader =>
  target.way ? chromiumReader(authority(target), '/', hold, target.way.tls ? 'https' : 'http') : bareReader(authority(target), hold);

/**
 * A GET with the fewest fields that the transport needs, or with a browser's fields where the target's way is a browser's. @param path without
 * `/stream/`
 */
export function ask(target: Target, transport: TransportName, path: string): string {
  const reader = readerOf(target);
  return requestHead('GET', pathOf(target, `/stream/${path}`), [['Host', reader.host], ...reader.fields(transport)]);
}
