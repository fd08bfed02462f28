import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';

/** Classes that Node 20 lacks, from packages that replace them. Their types differ from a browser's in members that the client library never uses. */
export const nodeClasses = {
  EventSource: EventSource as unknown as typeof globalThis.EventSource,
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
};
