import { longest, mostBytes, type Outlet, type Policy } from './policies.ts';
import { type Sum, WaitingEvents } from './waiting-events.ts';

/** The events that wait for one client: a copy for each, as most hubs have it. */
export class ClientQueue {
  readonly policy: Policy;
  readonly waiting: WaitingEvents;
  dropped = 0;
  readonly #outlet: Outlet;
  readonly #sum: Sum;
  #open = true;
  #flows = true;

  /** @param sum of all queues */
  constructor(policy: Policy, outlet: Outlet, sum: Sum) {
    this.policy = policy;
    this.waiting = new WaitingEvents(sum);
    this.#outlet = outlet;
    this.#sum = sum;
  }

  /** @returns whether that is dealt with; what is not is told again once the outlet takes more */
  push(text: string): boolean {
    if (!this.#open) return true;
    if (this.#flows) this.#flows = this.#outlet.write(text);
    else if (this.policy === 'cursor') return false;
    else if (this.waiting.length < longest[this.policy]) this.#wait(text);
    else this.#overflow(text);
    return true;
  }

  /** The outlet takes more. */
  drained(): void {
    this.#flows = this.#open;
    while (this.#flows && this.waiting.length > 0) this.#flows = this.#outlet.write(this.waiting.take());
  }

  close(): void {
    this.#open = false;
    this.waiting.clear();
  }

  #wait(text: string): void {
    this.waiting.add(text);
    if (this.#sum.bytes > mostBytes) this.#disconnect();
  }

  #overflow(text: string): void {
    if (this.policy === 'disconnect') this.#disconnect();
    else this.dropped += 1;
    if (this.policy !== 'latest') return;
    this.waiting.clear();
    this.#wait(text);
  }

  #disconnect(): void {
    this.close();
    this.#outlet.disconnect();
  }
}
