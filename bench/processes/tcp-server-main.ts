import { serve } from '../../server/lab/processes/channel.ts';
import { keepTickShape } from '../../server/stream/http/tick-shape.ts';
import { bareTcp } from './bare-tcp.ts';
import { listenAnywhere, openPublishDoor } from './publish-door.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/** The floor, with the lab's way of publishing, so that both pay for it alike. */
// As in the library, so that both pay the same for Node itself.
keepTickShape();
const { server, broadcast } = bareTcp();
const door = await openPublishDoor('floor00', broadcast);
const port = await listenAnywhere(server);
const probe = new ServerProbe();
probe.watch(server);

serve({ ...probeHandlers(probe), where: () => ({ port, publishPort: door.port, head: door.head() }) });
