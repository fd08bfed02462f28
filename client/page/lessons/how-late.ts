/** Delays of polling: half the interval, and the cost of a shorter one. */
import { pollingLatency } from '../../../bench/model/latency.ts';
import { uselessShare } from '../../../bench/model/schedule.ts';
import type { Lesson } from './lesson.ts';

/** Milliseconds that a machine which is busy may add to a mean. */
const slack = 250;

/** @returns the least and the most that the mean may be, in milliseconds: a run that begins between two polls has a part of an interval more, a sixth of its mean at most */
const around = (mean: number): readonly [number, number] => [mean * 0.8, mean * 1.2 + slack];

const delay = (lane: { readonly mean: number; readonly measured: number }) => ({ mean: lane.mean, count: lane.measured });

export const lesson: Lesson = {
  id: 'how-late',
  minutes: { alone: 4, class: 12 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'second',
      // The lab's schedule fills any interval evenly, so two polls are enough.
      set: { lanes: ['polling'], rate: 10, pollInterval: 1_000 },
      bet: { kind: 'number', of: 'mean', unit: 'ms', range: [0, 2_000], step: 50, within: 0.08 },
      enough: { measured: ['polling', 20] },
      measure: ({ lanes }) => delay(lanes.polling),
      expect: ({ pollInterval, rtt }) => ({ mean: around(pollingLatency(pollInterval, rtt).mean) }),
    },
    {
      id: 'double',
      set: { lanes: ['polling'], rate: 10, pollInterval: 2_000 },
      bet: {
        kind: 'choice',
        options: {
          same: ({ ratio = 0 }) => ratio < 1.25,
          half: ({ ratio = 0 }) => ratio >= 1.25 && ratio < 1.7,
          double: ({ ratio = 0 }) => ratio >= 1.7,
        },
      },
      enough: { measured: ['polling', 20] },
      // By theory 2. A machine that is slow in one of the two rounds alone makes it 1.3 or 2.5.
      measure: ({ lanes }, before) => ({ ...delay(lanes.polling), ratio: lanes.polling.mean / (before[0]?.mean ?? Number.NaN) }),
      expect: ({ pollInterval, rtt }) => ({ mean: around(pollingLatency(pollInterval, rtt).mean), ratio: [1.25, 2.7] }),
    },
    {
      id: 'often',
      set: { lanes: ['polling'], rate: 1, pollInterval: 200 },
      bet: { kind: 'number', of: 'share', unit: '%', range: [0, 1], step: 0.05, within: 0.1 },
      enough: { all: [{ requests: ['polling', 25] }, { measured: ['polling', 2] }] },
      measure: ({ lanes: { polling } }) => ({
        requests: polling.requests,
        empties: polling.empties,
        share: polling.empties / polling.requests,
        mean: polling.mean,
      }),
      // One poll more or fewer at either end, and polls that a busy machine skips: with half of them skipped it is 0.6.
      expect: ({ rate, pollInterval }) => {
        const share = uselessShare('periodic', rate, pollInterval);
        return { share: [share - 0.2, share + 0.08] };
      },
    },
  ],
  links: [
    { text: 'MDN: setTimeout, and why intervals drift', url: 'https://developer.mozilla.org/docs/Web/API/Window/setTimeout' },
    { text: 'RFC 6202: known issues of long polling and streaming', url: 'https://www.rfc-editor.org/rfc/rfc6202' },
  ],
  devtools: ['polling'],
  next: ['nothing-costs'],
};
