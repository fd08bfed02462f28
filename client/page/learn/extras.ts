/** Streams and a request beside the lanes, which only use up connections of this tab. */
import { signal } from '@preact/signals';
import { labUrl } from '../lab-url.ts';
import type { Seen } from '../lessons/seen.ts';

interface Extra {
  readonly isOpen: () => boolean;
  close(): void;
}

function openExtra(of: 'sse' | 'websocket'): Extra {
  const url = labUrl(`stream/${of}?event=none`);
  url.protocol = of === 'sse' ? url.protocol : url.protocol.replace('http', 'ws');
  const opened = of === 'sse' ? new EventSource(url) : new WebSocket(url);
  return { isOpen: () => opened.readyState === 1, close: () => opened.close() };
}

class Extras {
  #all: Extra[] = [];

  open(count: number, of: 'sse' | 'websocket'): void {
    for (let index = 0; index < count; index += 1) this.#all.push(openExtra(of));
  }

  /** The oldest one that is open. */
  closeOne(): void {
    const gone = this.#all.find(({ isOpen }) => isOpen());
    gone?.close();
    this.#all = this.#all.filter((one) => one !== gone);
  }

  closeAll(): void {
    for (const one of this.#all) one.close();
    this.#all = [];
  }

  count(): Seen['extras'] {
    const open = this.#all.filter(({ isOpen }) => isOpen()).length;
    return { open, waiting: this.#all.length - open };
  }
}

export const extras = new Extras();

/** The state of the request. */
export const fetched = signal<Seen['fetched']>('never');

let asked = new AbortController();

/** Asks the lab for something small, as any part of a page would. */
export function fetchNow(): void {
  forgetFetch();
  fetched.value = 'waits';
  const { signal: abort } = asked;
  fetch(labUrl('lab'), { signal: abort, cache: 'no-store' }).then(
    () => {
      fetched.value = 'answered';
    },
    () => {
      // A request that was given up has not failed.
      if (!abort.aborted) fetched.value = 'failed';
    },
  );
}

export function forgetFetch(): void {
  asked.abort();
  asked = new AbortController();
  fetched.value = 'never';
}
