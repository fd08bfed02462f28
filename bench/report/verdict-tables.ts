import { type CellTable, numbers, text, words } from './cells.ts';
import { digits, setting, whole } from './format.ts';
import type { MeasuredPlace, VerdictMap, VerdictPath } from './verdict-map.ts';

/** What a path's lines are made of: a row for each path. */
export const pathCostTable = ({ paths }: VerdictMap): CellTable => ({
  caption: 'From how many notifications in an interval polling takes fewer bytes than a push, TCP and IP included, and what that follows from',
  heads: [
    words(''),
    numbers('fewer than sse from'),
    numbers('fewer than websocket from'),
    numbers('an empty poll', 'B'),
    numbers('a poll with one', 'B'),
    numbers('each further one', 'B'),
    numbers('an event', 'B'),
    numbers('a frame', 'B'),
  ],
  rows: paths.map(({ label, breakEven, costs }) =>
    [
      label,
      digits(breakEven.sse),
      digits(breakEven.websocket),
      whole(costs.question + costs.emptyAnswer),
      whole(costs.question + costs.firstAnswer),
      whole(costs.furtherInAnswer),
      whole(costs.event),
      whole(costs.frame),
    ].map(text),
  ),
});

/** Where it was measured: a row for each mark of the map. */
export const placeTable = ({ paths, places }: VerdictMap): CellTable => ({
  caption: 'The marks: bytes of a notification as they were measured, with 52 bytes of TCP and IP for each segment',
  heads: [words(''), numbers('notifications', '/s'), numbers('a poll every', 's'), numbers('polling', 'B'), numbers('sse', 'B'), words('fewer')],
  rows: places.map(({ path, rate, interval, polling, sse, cheaper }) => [
    text(paths[path]?.label ?? ''),
    ...[setting(rate), setting(interval / 1_000), whole(polling), whole(sse)].map(text),
    { arm: cheaper, value: cheaper },
  ]),
});

const per = ({ label, breakEven }: VerdictPath): string => `${digits(breakEven.sse)} over ${label}`;

/** How often the measured places lie on the side of the line that the model says. */
const onItsSide = ({ paths, places }: VerdictMap): readonly MeasuredPlace[] =>
  places.filter(({ path, rate, interval, cheaper }) => (rate * interval) / 1_000 > (paths[path]?.breakEven.sse ?? 0) === (cheaper === 'polling'));

/** What the map says, for who does not look at it. */
export function verdictSentences(map: VerdictMap): readonly string[] {
  const { paths, places } = map;
  const coded = paths.length > 2;
  return [
    `Polling takes fewer bytes than sse once so many notifications gather in an interval: ${paths.map(per).join(', ')}. Rate times interval is all that counts: each line is one such number, polling wins above it, and a push below.`,
    'HTTP/2 makes the heads of a poll small, so polling wins much earlier there. It does not make an answer earlier: news are still as old as half an interval on average.',
    ...(coded
      ? [
          `With compression a push is shorter too, because each event may refer to those before it, so that ${digits(paths[2]?.breakEven.sse ?? 0)} have to gather and not ${digits(paths[1]?.breakEven.sse ?? 0)}. What it costs the server is in docs/measuring.md.`,
        ]
      : []),
    'Long-polling is polling whose interval is the round trip: the same numbers hold for what is published within one.',
    `${onItsSide(map).length} of ${places.length} measured places lie on the side of their line that the model says. Lines: the model for Poisson arrivals and a Chromium without cookies${coded ? '; the compressed one from what was measured' : ''}.`,
  ];
}
