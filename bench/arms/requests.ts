import type { TransportName } from '../../server/stream/protocol.ts';
import { bareReader, chromiumReader, type Reader, requestHead } from '../model/index.ts';
import type { Target } from './arm.ts';

/** `Host` of a target, as every client writes it. */
export const authority = ({ host, port }: Pick<Target, 'host' | 'port'>): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The lab as a URL to which `/stream/sse` and the like can be added. */
export const rootOf = (target: Target): string => `http://${authority(target)}${target.prefix ?? ''}`;

/** A path of the lab, as it stands in a request. */
export const pathOf = ({ prefix = '' }: Target, path: string): string => `${prefix}${path}`;

/** Who asks there. @param hold seconds */
export const readerOf = (target: Pick<Target, 'host' | 'port' | 'way'>, hold?: number): Reader =>
  target.way ? chromiumReader(authority(target), '/', hold, target.way.tls ? 'https' : 'http') : bareReader(authority(target), hold);

/** A GET of the least head that the transport can do with, or of a browser's where one would come. @param path without `/stream/` */
export function ask(target: Target, transport: TransportName, path: string): string {
  const reader = readerOf(target);
  return requestHead('GET', pathOf(target, `/stream/${path}`), [['Host', reader.host], ...reader.fields(transport)]);
}
