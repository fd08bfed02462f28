import { serve } from '../../server/lab/processes/channel.ts';
import { compressingServer } from '../compressing/server.ts';
import { codingNames } from '../result/codings.ts';
import { listenAnywhere, openPublishDoor } from './publish-door.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/** The stream of the lab from a small server that can compress it. The cost of compression is the difference of two such servers. */
const coding = codingNames.find((name) => name === process.argv[2]) ?? 'plain';
const { server, broadcast } = compressingServer('coded0', coding);
const probe = new ServerProbe();
probe.watch(server);
const door = await openPublishDoor('coded0', broadcast);
const port = await listenAnywhere(server);

serve({ ...probeHandlers(probe), where: () => ({ port, publishPort: door.port, head: door.head() }) });
