import type { Target } from '../arms/index.ts';
import { authority } from '../arms/requests.ts';
import { bareReader, type Fields, requestHead } from '../model/index.ts';
import type { ArmName } from '../result/result.ts';
import type { Request } from './dialect.ts';

/** A URL to follow, and its server's dialect. Plain JSON, because the generator is another process. */
export interface Spoken {
  /** Name of the dialect. */
  readonly dialect: string;
  /** Path with query. `{n}` in it becomes one of a hundred numbers, one per client, so that clients can ask for different things. */
  readonly path: string;
  /** `Host`, if it is not the address to connect to, as behind a relay. */
  readonly host?: string;
  /** Further fields of each request, such as Authorization. */
  readonly fields?: Fields;
}

/** The URL, as error messages name it. */
export const urlOf = ({ path, host }: Spoken, target: Target): string => `http://${host ?? authority(target)}${path}`;

/** @param request path and fields of the dialect */
export function headFor({ host, fields = [] }: Spoken, target: Target, arm: ArmName, request: Request): string {
  const own = arm === 'websocket' ? bareReader('').fields('websocket') : [];
  return requestHead('GET', request.path, [['Host', host ?? authority(target)], ...own, ...request.fields, ...fields]);
}
