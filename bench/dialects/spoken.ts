import type { Target } from '../arms/index.ts';
import { authority } from '../arms/requests.ts';
import { bareReader, type Fields, requestHead } from '../model/index.ts';
import type { ArmName } from '../result/result.ts';
import type { Request } from './dialect.ts';

/** A URL to follow, and how its server speaks. Plain JSON: the generator is another process. */
export interface Spoken {
  /** Name of the dialect. */
  readonly dialect: string;
  /** Path with query. `{n}` in it is another number for each of a hundred clients, so that they can ask for different things. */
  readonly path: string;
  /** `Host`, where that is another than the address to connect to: behind a relay it is. */
  readonly host?: string;
  /** Further fields of each request, such as Authorization. */
  readonly fields?: Fields;
}

/** The URL as messages name it. */
export const urlOf = ({ path, host }: Spoken, target: Target): string => `http://${host ?? authority(target)}${path}`;

/** @param request what the dialect says of it */
export function headFor({ host, fields = [] }: Spoken, target: Target, arm: ArmName, request: Request): string {
  const own = arm === 'websocket' ? bareReader('').fields('websocket') : [];
  return requestHead('GET', request.path, [['Host', host ?? authority(target)], ...own, ...request.fields, ...fields]);
}
