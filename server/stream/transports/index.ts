import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import type { ServerTransport } from './transport.ts';
import { websocket } from './websocket.ts';

/** The one list: whoever needs all transports walks it. */
export const transports: readonly ServerTransport[] = [polling, longPolling, sse, websocket];
