import type { TransportName } from '../../../../server/stream/protocol.ts';
import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import type { TransportCode } from './transport-code.ts';
import { websocket } from './websocket.ts';

/** The one list: a transport's code is a file beside this one. */
export const transportCode: Readonly<Record<TransportName, TransportCode>> = { polling, 'long-polling': longPolling, sse, websocket };
