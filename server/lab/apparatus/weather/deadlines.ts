/** A task that is due at a time of `performance.now()`. */
interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** The longest timer in milliseconds: beyond 2³¹ − 1 Node's fire at once. Later tasks are checked again then. */
const longestTimer = 3_600_000;

/**
 * Runs tasks at absolute times with a single timer. Node's timers have a resolution of 1 ms and fire late rather than early, so nothing
 * runs before its time, and usually at most 1 ms after it.
 */
export class Deadlines {
  /** A binary heap: the earliest is the first, and each is no earlier than the one at half its index. */
  readonly #heap: Due[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  at(time: number, run: () => void): void {
    const due = { at: time, run };
    let place = this.#heap.push(due) - 1;
    for (let parent = (place - 1) >> 1; place > 0 && this.#time(parent) > time; parent = (place - 1) >> 1) {
      this.#move(parent, place);
      place = parent;
    }
    this.#heap[place] = due;
    this.#arm();
  }

  /** Forgets all tasks. */
  clear(): void {
    this.#heap.length = 0;
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const earliest = this.#time(0);
    if (earliest >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = earliest;
    this.#timer = setTimeout(() => this.#fire(), Math.min(longestTimer, Math.max(0, Math.ceil(earliest - performance.now()))));
  }

  #fire(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    for (const now = performance.now(); this.#time(0) <= now; ) this.#pop()?.run();
    if (this.#heap.length > 0) this.#arm();
  }

  #pop(): Due | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return first;
    let place = 0;
    for (let child = 1; child < this.#heap.length; child = 2 * place + 1) {
      if (this.#time(child + 1) < this.#time(child)) child += 1;
      if (this.#time(child) >= last.at) break;
      this.#move(child, place);
      place = child;
    }
    this.#heap[place] = last;
    return first;
  }

  #time(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #move(from: number, to: number): void {
    const due = this.#heap[from];
    if (due) this.#heap[to] = due;
  }
}
