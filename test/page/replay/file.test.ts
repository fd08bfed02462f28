import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Moments } from '../../../client/page/saved-run/moments.ts';
import { readRun } from '../../../client/page/saved-run/read-run.ts';
import { mostBytes, type SavedRun } from '../../../client/page/saved-run/saved-run.ts';
import { formatRun } from '../../../client/page/saved-run/write-run.ts';
import { moment, run } from './any-run.ts';

describe('the file of a run', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(run, (written) => {
        expect(readRun(formatRun(written))).toEqual(written);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('can be read back if the estimate of the server’s clock stepped back during the run', () => {
    fc.assert(
      fc.property(run, fc.array(moment, { minLength: 1, maxLength: 6 }), (written, inAnyOrder) => {
        const kept = new Moments();
        for (const one of inAnyOrder) kept.add(one);
        expect(readRun(formatRun({ ...written, moments: kept.last })).moments).toHaveLength(inAnyOrder.length);
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  const whole = fc.sample(run, { seed: 2, numRuns: 1 })[0];
  const text = formatRun(whole ?? ({} as SavedRun));
  const changed = (change: (file: Record<string, never>) => object) => JSON.stringify({ ...JSON.parse(text), ...change(JSON.parse(text)) });

  it.each([
    ['no JSON', 'once upon a time', /no JSON, or only a part of it/],
    ['half of a run', text.slice(0, text.length / 2), /only a part of it/],
    ['a list', '[]', /holds something else/],
    ['a file of something else', '{"schema":"transport-lab/result"}', /with “schema”: “transport-lab\/page-run”; got "transport-lab\/result"/],
    ['names with markup', '{"schema":"<img src=x onerror=alert(1)>"}', /got "<img src=x onerror=alert\(1\)>"/],
    ['a newer version', changed(() => ({ version: 3 })), /the version of the saved run to be 2; a newer lab may have written it; got 3/],
    ['version 1', changed(() => ({ version: 1 })), /got version 1, which has neither bytes nor cards/],
    ['too much', `{"browser":"${'x'.repeat(mostBytes)}"}`, /at most 32 MiB; got 32\.0 MiB/],
    [
      'records that are not in order of time',
      changed(() => ({
        records: [
          [9, 'asks', 'sse'],
          [5, 'asks', 'sse'],
        ],
      })),
      /records\[1\] to be no earlier/,
    ],
    ['a record of an unknown kind', changed(() => ({ records: [[1, 'sings', 'sse']] })), /records\[0\]\[1\] to be one of asks, .*; got "sings"/],
    ['an unknown lane', changed(() => ({ records: [[1, 'asks', 'carrier-pigeon']] })), /one of polling, long-polling, sse, websocket/],
    ['a time that is not a number', changed(() => ({ records: [['soon', 'asks', 'sse']] })), /records\[0\]\[0\] to be a number; got "soon"/],
    ['a moment without columns', changed(() => ({ moments: [[[1], [99, 1], [], [], [], []]] })), /index of a column, below 6; got 99/],
    ['an unknown state', changed(() => ({ moments: [[[1], [], [0, 'happy'], [], [], []]] })), /one of off, connecting/],
    [
      'moments that are not in order of time',
      changed(() => ({
        moments: [
          [[5], [], [], [], [], []],
          [[4], [], [], [], [], []],
        ],
      })),
      /moments\[1\] to be no earlier/,
    ],
    [
      'bytes that refer to a text that does not exist',
      changed(() => ({ exchanges: [[1, 1, 0, [7, 3, '', 3], [-1, 0, '', 0]]] })),
      /made of a text before it/,
    ],
    ['a character that is not a byte', changed(() => ({ exchanges: [[1, 1, 0, [-1, 0, '€', 0], [-1, 0, '', 0]]] })), /a character for each byte/],
    ['no records', changed(() => ({ records: [], moments: [] })), /this one is empty/],
    ['an end before the last record', changed(() => ({ end: 0 })), /end to be no earlier/],
    ['a start that is not a date', changed(() => ({ start: 1e300 })), /start to be a time that is a date; got 1e\+300/],
    [
      'a first moment without numbers',
      changed(() => ({ moments: [[[1], [], [], [], [], []]] })),
      /moments\[0\] to be complete.*got "nothing of state"/,
    ],
    [
      'null where a card shows a number',
      changed(() => ({ moments: [[[1], [], [6, null], [], [], []]] })),
      /moments\[0\]\[2\]\[1\] to be a number; got null/,
    ],
    [
      'weather of the wrong kind',
      changed(() => ({ moments: [[[1], [5, { heartbeat: 1, weather: 'fine', faults: [] }], [], [], [], []]] })),
      /weather to be an object/,
    ],
  ])('is refused with a sentence if it contains %s', (_what, content, sentence) => {
    expect(() => readRun(content)).toThrow(sentence);
  });

  it('fails only with a sentence, whatever replaces one of its values', () => {
    const file = JSON.parse(text) as Record<string, unknown>;
    const anything = fc.anything({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value ?? null) ?? 'null') as unknown);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(file)), anything, (key, value) => {
        try {
          readRun(JSON.stringify({ ...file, [key]: value }));
        } catch (error) {
          expect(String(error)).toMatch(/^Error: Expected .+\.$/s);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
