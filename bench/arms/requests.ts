import type { TransportName } from '../../server/protocol.ts';
import { bareReader, requestHead } from '../model.ts';
import type { Target } from './arm.ts';

/** `Host` of a target, as every client writes it. */
export const authority = ({ host, port }: Target): string => `${host}:${port}`;

/** A GET of the least head that the transport can do with. @param path without `/stream/` */
export function ask(target: Target, transport: TransportName, path: string): string {
  const reader = bareReader(authority(target));
  return requestHead('GET', `/stream/${path}`, [['Host', reader.host], ...reader.fields(transport)]);
}
