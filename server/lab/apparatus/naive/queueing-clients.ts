import type { After } from '../../../stream/protocol.ts';
import type { Outlet, Policy } from './policies.ts';
import { ClientQueue } from './queue.ts';
import type { NaiveHello, NaiveReading } from './reading.ts';
import type { Sum, WaitingEvents } from './waiting-events.ts';

/** How what is told becomes text. */
export interface Framing {
  readonly transport: 'sse' | 'websocket';
  hello(hello: NaiveHello): string;
  notification(id: string, json: string): string;
}

/** What waits in memory, as `GET /naive/queueing/status` tells it. */
export interface QueueingStatus extends Sum {
  readonly clients: readonly (WaitingEvents['sizes'] & {
    readonly transport: 'sse' | 'websocket';
    readonly policy: Policy;
    /** Events that were thrown away. */
    readonly dropped: number;
  })[];
}

/** Everybody who has a queue. */
export class QueueingClients {
  readonly #reading: NaiveReading;
  readonly #queues = new Map<ClientQueue, Framing>();
  readonly #sum: Sum = { bytes: 0, mostBytes: 0 };

  constructor(reading: NaiveReading) {
    this.#reading = reading;
  }

  get status(): QueueingStatus {
    const clients = [...this.#queues].map(([{ policy, waiting, dropped }, { transport }]) => ({ transport, policy, dropped, ...waiting.sizes }));
    return { ...this.#sum, clients };
  }

  /** @returns what is to be called when the outlet takes more, and when it is gone */
  open(framing: Framing, policy: Policy, after: After, outlet: Outlet): { readonly drained: () => unknown; readonly gone: () => void } {
    const queue = new ClientQueue(policy, outlet, this.#sum);
    const leave = this.#reading.room.enter(queue);
    const { seq, hello } = this.#reading.start(after);
    this.#queues.set(queue, framing);
    queue.push(framing.hello(hello));
    const { stop, readOn } = this.#reading.pace(seq, ({ id, json }) => queue.push(framing.notification(id, json.toString())));
    const gone = () => {
      for (const end of [stop, leave, () => queue.close()]) end();
      this.#queues.delete(queue);
    };
    return { drained: () => [queue.drained(), readOn()], gone };
  }
}
