import type { Endpoint, Template } from './endpoint.ts';
import { Marks } from './marks.ts';
import { observeEventStream } from './observe-event-stream.ts';
import { observeWebSocket } from './observe-web-socket.ts';
import { Poller } from './poller.ts';
import type { Observation, Rest } from './watch/observation.ts';
import { times as defaults, type Times } from './watch/place.ts';
import { observePolls } from './watch/poll-watch.ts';

/** Either what was seen, or why nothing can be said. */
export type Outcome = { readonly endpoint: Endpoint } & (
  | { readonly observation: Observation; readonly failure?: undefined }
  | { readonly observation?: undefined; readonly failure: Error }
);

function begin(endpoint: Endpoint, marks: Marks | undefined, times: Times): Promise<Rest> {
  const { kind, dialect } = endpoint;
  const unspoken = (): never => {
    throw new RangeError(`The dialect ${dialect.name} has no ${kind}.`);
  };
  if (kind === 'sse') return observeEventStream(endpoint, dialect.sse ?? unspoken(), marks, times);
  if (kind === 'websocket') return observeWebSocket(endpoint, dialect.websocket ?? unspoken(), marks, times);
  return observePolls(endpoint, new Poller(endpoint, dialect[kind] ?? unspoken(), marks?.epoch ?? ''), marks, times);
}

const failed = (endpoint: Endpoint, error: unknown): Outcome => ({ endpoint, failure: error instanceof Error ? error : new Error(String(error)) });

/**
 * Looks at endpoints: one after the other as long as something is published, and all together when they are only listened to. At most three connections of an endpoint are open at a
 * time, and eight to twenty-odd in all; every wait has an end.
 * @param template how marks are published; absent: nothing is, and what needs it is not tried
 * @param told is called before each step, with a clause
 */
export async function observe(
  endpoints: readonly Endpoint[],
  template: Template | undefined,
  times: Times = defaults,
  told: (step: string) => void = () => {},
): Promise<readonly Outcome[]> {
  const begun: (Outcome | { readonly endpoint: Endpoint; readonly rest: Rest })[] = [];
  for (const endpoint of endpoints) {
    told(`Looking at ${endpoint.kind}:${endpoint.url.href}`);
    const marks = template && new Marks(template, times);
    begun.push(
      await begin(endpoint, marks, times).then(
        (rest) => ({ endpoint, rest }),
        (error: unknown) => failed(endpoint, error),
      ),
    );
  }
  if (begun.some((one) => 'rest' in one)) told(`Listening to the silence, for at most ${times.silence / 1_000} s`);
  return Promise.all(
    begun.map(async (one) => {
      if (!('rest' in one)) return one;
      const { endpoint, rest } = one;
      return rest().then(
        (observation): Outcome => ({ endpoint, observation }),
        (error: unknown) => failed(endpoint, error),
      );
    }),
  );
}
