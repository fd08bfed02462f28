import type { Response } from 'express';
import type { Host } from '../../../stream/host.ts';
import { serveEvents } from './event-stream.ts';
import { chosen, type NaiveReading } from './reading.ts';

/**
 * `/naive/compressed`: Server-Sent Events behind the package `compression`, as an app has it that compresses everything. It keeps what it is given until there is enough to be
 * worth a block, so nothing comes for a long time; `?flush=1` has it hand on each event, and `?flush=no-transform` asks it to leave the stream alone (RFC 9111 section 5.2.2.6).
 */
export function mountNaiveCompressed(host: Host, reading: NaiveReading): void {
  host.route('GET', '/naive/compressed/stream/sse', async (request, response) => {
    const flush = chosen(request.url, 'flush', ['0', '1', 'no-transform']);
    const { default: compression } = await import('compression');
    const compressed = response as Response & { flush(): void };
    await new Promise<void>((resolve) => compression()(request as Parameters<ReturnType<typeof compression>>[0], compressed, () => resolve()));
    serveEvents(reading, request, response, {
      ...(flush === 'no-transform' && { cacheControl: 'no-store, no-transform' }),
      ...(flush === '1' && { wrote: () => compressed.flush() }),
    });
  });
}
