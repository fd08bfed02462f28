import { useEffect, useRef } from 'preact/hooks';
import type { TransportName } from '../../stream/index.ts';
import { frame } from '../frame.ts';
import { frozen, shownTrack } from '../lanes/picture.ts';
import { serverNow } from '../telemetry/clock.ts';
import type { RecordKind } from '../track/records.ts';
import { findTraced } from './traced-lines.ts';
import type { TracedLine } from './transports/transport-code.ts';

/** Milliseconds for which a line stays marked after it ran, and between two checks of the track. */
const [marked, pace] = [400, 100];

/** Marks the lines that have just run: it follows the track, not the messages. @returns for the element whose `.row`s are the lines of `text` */
export function useTracedLines(name: TransportName, traced: readonly TracedLine[], text: string) {
  const place = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const lines = findTraced(text, traced);
    if (lines.size === 0) return;
    let looked = 0;
    return frame(() => {
      const now = performance.now();
      if (now - looked < pace) return;
      looked = now;
      const ran = new Set<RecordKind>();
      const until = frozen.peek() ?? Number.POSITIVE_INFINITY;
      shownTrack().scan((frozen.peek() ?? serverNow()) - marked, until, ({ kind, lane }) => {
        if (lane === name) ran.add(kind);
      });
      const rows = place.current?.querySelectorAll('.row') ?? [];
      for (const [kind, line] of lines) rows[line]?.classList.toggle('runs', ran.has(kind));
    });
  }, [name, traced, text]);
  return place;
}
