import { createServer, type ServerResponse } from 'node:http';
import { serve } from '../../server/lab/processes/channel.ts';
import { keepTickShape } from '../../server/stream/http/tick-shape.ts';
import { listenAnywhere } from './publish-door.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/** The answer to every request. Node itself adds `Date`, `Connection` and `Keep-Alive`, as it does for the lab. */
export interface BareAnswer {
  readonly status: number;
  /** Names and values alternate, as in `rawHeaders`. */
  readonly fields: readonly string[];
  readonly body: string;
}

/** The least that Node can do: a server that reads the whole request and gives the same answer each time. */
let answer: BareAnswer = { status: 404, fields: [], body: '' };
/** Questions that wait for the next tick; absent where each is answered at once. */
let held: ServerResponse[] | undefined;

const say = (response: ServerResponse) => void response.writeHead(answer.status, [...answer.fields]).end(answer.body);

// As in the library: otherwise it would depend on a garbage collection how much Node itself costs, and two bare servers would differ.
keepTickShape();

// Node's default of 5 s would close connections that the lab keeps for 75 s.
const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  request.resume();
  // Not before the request is complete: the lab cannot answer a publish any earlier either.
  request.once('end', () => (held ? held.push(response) : say(response)));
});
const port = await listenAnywhere(server);
const probe = new ServerProbe();
probe.watch(server);

const handlers = {
  ...probeHandlers(probe),
  /** Sets the answer from now on. @returns the port */
  answer(given: BareAnswer): number {
    answer = given;
    return port;
  },
  /** From now on questions are held, and all that are held are answered in the same turn. @param interval milliseconds from one such turn to the next */
  hold(interval: number): void {
    held = [];
    setInterval(() => {
      const all = held ?? [];
      held = [];
      for (const response of all) say(response);
    }, interval);
  },
};

export type BareHttpHandlers = typeof handlers;

serve(handlers);
