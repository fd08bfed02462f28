type Thrown = 'the reason' | 'an error of its own';

/** Rejects as a browser's fetch does when it is aborted. */
const givenUp = (signal: AbortSignal | null | undefined, thrown: Thrown): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(thrown === 'the reason' ? signal.reason : new DOMException('Fetch is aborted', 'AbortError'))),
  );

/**
 * A proxy that buffers streams: an event stream gets only its headers, and other requests get nothing. The headers need no network, so a busy
 * machine cannot delay them beyond the patience of a test.
 */
export function buffers(beforeHead: Thrown, inBody: Thrown): typeof fetch {
  const body = (signal: AbortSignal | null | undefined) =>
    new ReadableStream({ start: (controller) => void givenUp(signal, inBody).catch((error: unknown) => controller.error(error)) });
  return async (url, init) =>
    String(url).includes('/stream/sse')
      ? new Response(body(init?.signal), { headers: { 'Content-Type': 'text/event-stream' } })
      : givenUp(init?.signal, beforeHead);
}
