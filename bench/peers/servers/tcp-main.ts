import { bareTcp } from '../../processes/bare-tcp.ts';
import { servePeer } from './serve-peer.ts';

// A connected reader may not have been accepted yet. Without this line it would miss the first notifications.
const { server, broadcast } = bareTcp('hello\n');

await servePeer(server, broadcast);
