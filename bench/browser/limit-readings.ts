import type { TransportName } from '../../server/stream/protocol.ts';
import type { Reading } from '../measures/measure.ts';
import type { Ledger, Series } from '../result/result.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import { beat, type SeenTab, type SeenTabs } from './hidden-tab.ts';
import { lines, type SixConnections } from './six-connections.ts';
import type { Follower } from './tab-loops.ts';

const nothing: Ledger = { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 };

/** Readings of a tab that opens eight lines under a browser's limit of six connections. */
export function readSixConnections(seen: SixConnections, kind: TransportName, settings: Settings): Reading {
  const { open, waiting, errors, fetch, websocket, next } = seen;
  const surprises = [
    open !== lines.limit && `Expected ${lines.limit} lines to be open; ${open} were.`,
    !fetch.stalled && `Expected a fetch beside them to stall; it took ${fetch.milliseconds.toFixed(0)} ms.`,
  ];
  return {
    measure: 'browser',
    arm: kind,
    twin: false,
    variant: `${lines.opened} lines in one tab`,
    conditions: conditionsOf(settings, kind, { clients: lines.opened, rate: 0 }),
    round: {
      seconds: 0,
      metrics: {
        waitingLines: waiting,
        openLines: open,
        lineErrors: errors,
        fetchStall: fetch.milliseconds,
        websocketOpens: websocket,
        nextOpens: next,
      },
      ledger: nothing,
    },
    warnings: surprises.filter((one) => typeof one === 'string'),
  };
}

/** Milliseconds of one point of a tab's series: half a minute for long runs, else a second. */
const step = (seconds: number): number => (seconds > 60 ? 30_000 : 1_000);

function seriesOf({ ticks }: SeenTab, seconds: number): Series {
  const width = step(seconds);
  const points = Array.from({ length: Math.ceil((seconds * 1_000) / width) }, (_, index): [number, number] => [
    ((index + 1) * width) / 1_000,
    ticks.filter((at) => at >= index * width && at < (index + 1) * width).length,
  ]);
  return { name: 'ticks', x: { label: 'time', unit: 's' }, y: { label: `ticks in ${width / 1_000} s`, unit: '' }, points };
}

/** How a tab polls; empty where it does not. */
const loopOf = (follower: Follower): string[] =>
  follower === 'setInterval' ? [`setInterval(${beat.polls})`] : follower === 'polling' ? [`fetch, then setTimeout(${beat.polls})`] : [];

/** Readings of a loop in a background tab. */
export function readTab(tab: SeenTab, { seconds, published }: SeenTabs, settings: Settings): Reading {
  const { follower, hidden, ticks, due, longestGap, visibility, ledger } = tab;
  const arm = follower === 'setInterval' ? 'polling' : follower;
  const place = hidden ? 'hidden tab' : 'tab in front';
  const wanted = hidden ? 'hidden' : 'visible';
  const { pollInterval: _, ...common } = conditionsOf(settings, arm, { clients: 1, rate: 1_000 / beat.publishes });
  return {
    measure: 'browser',
    arm,
    twin: false,
    variant: [place, ...loopOf(follower)].join(', '),
    // The interval is part of the variant, not a condition: a condition would draw a map of costs over tabs.
    conditions: { ...common, schedule: 'periodic' },
    round: {
      seconds,
      metrics: { ticks: (100 * ticks.length) / due, longestGap },
      ledger: ledger
        ? {
            expected: published.count,
            delivered: ledger.received,
            lost: published.count - ledger.received,
            doubled: ledger.doubled,
            reordered: ledger.reordered,
            gaps: ledger.gaps,
          }
        : nothing,
      series: [seriesOf(tab, seconds)],
    },
    warnings: visibility === wanted ? [] : [`Expected the tab to be ${wanted}; it was ${visibility}.`],
  };
}
