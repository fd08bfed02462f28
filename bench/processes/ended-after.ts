/**
 * Does something, and ends what that needs whatever happens: afterwards, or at once when the signal is aborted.
 * @param end harmless when it is called twice
 */
export async function endedAfter<Value>(signal: AbortSignal, end: () => Promise<unknown>, act: () => Promise<Value>): Promise<Value> {
  const abort = () => void end();
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await act();
  } finally {
    signal.removeEventListener('abort', abort);
    await end();
  }
}
