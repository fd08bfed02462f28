import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import type { ServerTransport } from './transport.ts';
import { websocket } from './websocket.ts';

/** All transports. */
export const transports: readonly ServerTransport[] = [polling, longPolling, sse, websocket];
