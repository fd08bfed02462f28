import type { TransportName } from '../../server/stream/protocol.ts';
import { bareReader, requestHead } from '../model/index.ts';
import type { Target } from './arm.ts';

/** `Host` of a target, as every client writes it. */
export const authority = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The lab as a URL to which `/stream/sse` and the like can be added. */
export const rootOf = (target: Target): string => `http://${authority(target)}${target.prefix ?? ''}`;

/** A path of the lab, as it stands in a request. */
export const pathOf = ({ prefix = '' }: Target, path: string): string => `${prefix}${path}`;

/** A GET of the least head that the transport can do with. @param path without `/stream/` */
export function ask(target: Target, transport: TransportName, path: string): string {
  const reader = bareReader(authority(target));
  return requestHead('GET', pathOf(target, `/stream/${path}`), [['Host', reader.host], ...reader.fields(transport)]);
}
