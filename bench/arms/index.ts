import type { ArmName } from '../result/result.ts';
import type { Arm } from './arm.ts';
import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import { tcp } from './tcp.ts';
import { websocket } from './websocket.ts';

export type { Arm, ArmClient, ClientOptions, Target } from './arm.ts';

/** The one list of all arms. */
export const arms: readonly Arm[] = [polling, longPolling, sse, websocket, tcp];

export function armOf(name: ArmName): Arm {
  const found = arms.find((arm) => arm.name === name);
  if (!found) throw new RangeError(`There is no arm ${name}.`);
  return found;
}
