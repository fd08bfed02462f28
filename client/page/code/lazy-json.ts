import { type ReadonlySignal, signal } from '@preact/signals';
import { readSource } from './source-file.ts';

/** Data in a file of its own. */
interface LazyJson<Value> {
  /** `undefined` until it has been read. */
  readonly data: ReadonlySignal<Value | undefined>;
  /** Reads it, once. @throws Error if there is no answer */
  load(): Promise<void>;
}

export function lazyJson<Value>(path: string, url: string): LazyJson<Value> {
  const data = signal<Value | undefined>(undefined);
  return {
    data,
    async load() {
      data.value ??= JSON.parse(await readSource({ path, url }));
    },
  };
}
