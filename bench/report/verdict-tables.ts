import { type CellTable, numbers, text, words } from './cells.ts';
import { digits, setting, whole } from './format.ts';
import type { MeasuredPlace, VerdictMap, VerdictPath } from './verdict-map.ts';

/** The costs behind the lines: a row for each path. */
export const pathCostTable = ({ paths }: VerdictMap): CellTable => ({
  caption:
    'The number of notifications per interval from which on polling takes fewer bytes than a push, with TCP and IP, and the costs that it follows from',
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

/** The measured places: a row for each mark of the map. */
export const placeTable = ({ paths, places }: VerdictMap): CellTable => ({
  caption: 'The marks: measured bytes of a notification, with 52 bytes of TCP and IP for each segment',
  heads: [words(''), numbers('notifications', '/s'), numbers('a poll every', 's'), numbers('polling', 'B'), numbers('sse', 'B'), words('fewer')],
  rows: places.map(({ path, rate, interval, polling, sse, cheaper }) => [
    text(paths[path]?.label ?? ''),
    ...[setting(rate), setting(interval / 1_000), whole(polling), whole(sse)].map(text),
    { arm: cheaper, value: cheaper },
  ]),
});

const per = ({ label, breakEven }: VerdictPath): string => `${digits(breakEven.sse)} over ${label}`;

/** The measured places that lie on the predicted side of their line. */
const onItsSide = ({ paths, places }: VerdictMap): readonly MeasuredPlace[] =>
  places.filter(({ path, rate, interval, cheaper }) => (rate * interval) / 1_000 > (paths[path]?.breakEven.sse ?? 0) === (cheaper === 'polling'));

/** The map in sentences, for readers who do not see it. */
export function verdictSentences(map: VerdictMap): readonly string[] {
  const { paths, places } = map;
  const coded = paths.length > 2;
  return [
    `Polling takes fewer bytes than sse from this many notifications per interval on: ${paths.map(per).join(', ')}. Only the product of rate and interval matters, so each number is a line: above it polling takes fewer bytes, below it a push.`,
    'HTTP/2 makes the heads of a poll small, so polling wins much earlier there. It does not make polling faster: news are still half an interval old on average.',
    ...(coded
      ? [
          `Compression also makes a push shorter, because each event may refer to earlier ones. So polling needs ${digits(paths[2]?.breakEven.sse ?? 0)} notifications per interval to win, and not ${digits(paths[1]?.breakEven.sse ?? 0)}. docs/measuring.md has its cost for the server.`,
        ]
      : []),
    'Long-polling is polling with the round trip as interval: the same numbers hold for what is published within one round trip.',
    `${onItsSide(map).length} of ${places.length} measured places lie on the predicted side of their line. The lines are the model for Poisson arrivals and a Chromium without cookies${coded ? '; the compressed one is computed from measurements' : ''}.`,
  ];
}
