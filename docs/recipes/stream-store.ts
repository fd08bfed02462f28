import { type Readable, readable } from 'svelte/store';
import { type NotificationOf, openStream, type StreamOptions } from 'transport-lab/client';

/**
 * The latest notifications of a stream as a store. The first subscriber opens the stream, the last one to go closes it, and whoever comes then goes on at the cursor where it was.
 * @param most notifications that are kept
 */
export function streamStore<Events>(url: string, options: StreamOptions<Events> = {}, most = 100): Readable<readonly NotificationOf<Events>[]> {
  let { after } = options;
  let kept: readonly NotificationOf<Events>[] = [];
  return readable(kept, (set) => {
    const stream = openStream<Events>(url, { ...options, after });
    stream.addEventListener('notification', ({ detail }) => {
      kept = [...kept, detail].slice(-most);
      set(kept);
    });
    return () => {
      after = stream.cursor ?? after;
      stream.close();
    };
  });
}
