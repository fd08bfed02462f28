import { serve } from '../../../server/lab/processes/channel.ts';
import { bareTcp } from '../../processes/bare-tcp.ts';
import { peerHandlers } from './handlers.ts';

// A connected reader may not have been accepted yet. Without this line it would miss the first notifications.
const { server, broadcast } = bareTcp('hello\n');

serve(await peerHandlers(server, broadcast));
