import { patience } from './patience.ts';

/** Waits for a promise. After the deadline it fails with a sentence that says what did not happen. */
export async function within<Value>(what: string, promise: Promise<Value>, deadline = patience): Promise<Value> {
  let late: NodeJS.Timeout | undefined;
  const failing = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`Waited ${deadline / 1_000} s for ${what}.`)), deadline);
  });
  return Promise.race([promise, failing]).finally(() => clearTimeout(late));
}
