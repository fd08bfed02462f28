import { serve } from '../../../server/lab/processes/channel.ts';
import { bareTcp } from '../../processes/bare-tcp.ts';
import { peerHandlers } from './handlers.ts';

// Connected is not yet accepted: a reader that is not told would miss the first notifications.
const { server, broadcast } = bareTcp('hello\n');

serve(await peerHandlers(server, broadcast));
