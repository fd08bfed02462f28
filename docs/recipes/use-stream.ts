import { useEffect, useRef, useState } from 'react';
import { type NotificationOf, type NotificationStream, openStream, type StreamOptions } from 'transport-lab/client';

/**
 * Follows a stream as long as the component is mounted. Other options, or another URL, open another stream; at the same URL it goes on at the cursor of the one before.
 * Functions among the options (`headers`, `ticket`) are those of the render that opened it.
 * @param hear gets each notification once
 */
export function useStream<Events>(url: string, options: StreamOptions<Events>, hear: (notification: NotificationOf<Events>) => void) {
  const [current, setCurrent] = useState<{ stream?: NotificationStream<Events>; state: NotificationStream['state'] }>({ state: 'connecting' });
  const last = useRef({ url, cursor: options.after });
  const heard = useRef(hear);
  useEffect(() => {
    heard.current = hear;
  });
  // Each render makes new options: they are compared by what they say.
  useEffect(() => {
    const after = last.current.url === url ? last.current.cursor : options.after;
    const stream = openStream<Events>(url, { ...options, after });
    const show = () => setCurrent({ stream, state: stream.state });
    stream.addEventListener('notification', ({ detail }) => heard.current(detail));
    stream.addEventListener('state', show);
    show();
    return () => {
      last.current = { url, cursor: stream.cursor ?? after };
      stream.close();
    };
  }, [url, JSON.stringify(options)]);
  return current;
}
