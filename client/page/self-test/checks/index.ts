import type { Check } from './check.ts';
import { idle } from './idle.ts';
import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** They run at the same time, so all together take as long as the longest. */
export const checks: readonly Check[] = [polling, longPolling, sse, websocket, idle];
