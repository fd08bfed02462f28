import type { Response } from 'express';
import type { Host } from '../../../stream/host.ts';
import { chosen } from './chosen.ts';
import { serveEvents } from './event-stream.ts';
import type { NaiveReading } from './reading.ts';

/** `/naive/compressed`: Server-Sent Events behind the package `compression`, as an app has it that compresses everything. `?flush=` chooses a change to it; 0 is none. */
export function mountNaiveCompressed(host: Host, reading: NaiveReading): void {
  host.route('GET', '/naive/compressed/stream/sse', async (request, response) => {
    const change = chosen(request.url, 'flush', ['0', '1', 'no-transform', 'threshold', 'accel']);
    const { default: compression } = await import('compression');
    const compress = compression(change === 'threshold' ? { threshold: 0 } : {});
    const compressed = response as Response & { flush(): void };
    await new Promise<void>((resolve) => compress(request as Parameters<typeof compress>[0], compressed, () => resolve()));
    if (change === 'accel') response.setHeader('X-Accel-Buffering', 'no');
    serveEvents(reading, request, response, {
      ...(change === 'no-transform' && { cacheControl: 'no-store, no-transform' }),
      ...(change === '1' && { wrote: () => compressed.flush() }),
    });
  });
}
