import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';

/** What Node 20 lacks, from the packages that stand in for it. Their types differ from those of a browser in members that the client library never asks for. */
export const nodeClasses = {
  EventSource: EventSource as unknown as typeof globalThis.EventSource,
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
};
