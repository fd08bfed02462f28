import { describe, expect, test } from 'vitest';
import { type NotificationStream, openStream } from '../../client/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import type { DrivenPlatform } from '../support/browsers/driven-platform.ts';
import { nodeClasses } from '../support/node-classes.ts';
import type { PlainOptions } from '../support/platform.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

type Act = 'switch' | 'unsubscribe' | 'close';

interface Outcome {
  readonly data: unknown[];
  readonly cursor: string | undefined;
  readonly doubled: number;
}

/**
 * Opens a stream with 100 waiting numbers and acts inside the listener call for number 50. Runs in Node and, as its source text, in a page: it may use nothing
 * but its arguments.
 */
function actInMidBatch(open: typeof openStream, url: string, options: PlainOptions, act: Act, other: 'polling' | 'sse'): Promise<Outcome> {
  const stream: NotificationStream = open(url, options);
  const data: unknown[] = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Waited 60 s for the end; got ${data.length} notifications, the last ${data.at(-1)}.`)), 60_000);
    const finish = () => {
      clearTimeout(late);
      resolve({ data, cursor: stream.cursor, doubled: stream.ledger.doubled });
      stream.close();
    };
    stream.addEventListener('notification', ({ detail }) => {
      data.push(detail.data);
      if (detail.data === 50 && act === 'switch') stream.switchTo(other);
      if (detail.data === 50 && act === 'unsubscribe') void stream.unsubscribe('number');
      if (detail.data === 50 && act === 'close') {
        stream.close();
        // Anything still under way would arrive before this round trip ends.
        fetch(new URL('healthz', new URL(url, globalThis.location?.href))).then(finish);
      }
      if (detail.event === 'end') finish();
    });
  });
}

const expected: Record<Act, (lastSeq: number) => { data: unknown[]; seq?: number }> = {
  switch: (last) => ({ data: [...Array.from({ length: 100 }, (_, index) => index + 1), 'end'], seq: last }),
  unsubscribe: (last) => ({ data: [...Array.from({ length: 50 }, (_, index) => index + 1), 'end'], seq: last }),
  close: () => ({ data: Array.from({ length: 50 }, (_, index) => index + 1), seq: 50 }),
};

function listenerTests(act: (url: string, options: PlainOptions, act: Act, other: 'polling' | 'sse') => Promise<Outcome>): void {
  for (const transport of transportNames) {
    for (const what of ['switch', 'unsubscribe', 'close'] as const) {
      test(`is exact when it calls ${what} on ${transport}`, async () => {
        const lab = await startTestLab();
        await appendNumbers(lab, 100);
        await lab.log.append([{ event: 'end', data: 'end' }]);
        const options: PlainOptions = { transport, after: 'earliest', events: ['number', 'end'], interval: 40 };
        const outcome = await act(lab.url, options, what, transport === 'sse' ? 'polling' : 'sse');
        const { data, seq } = expected[what](101);
        expect(outcome.data).toEqual(data);
        expect(outcome.cursor).toBe(lab.log.window.cursor(seq ?? 0));
        expect(outcome.doubled).toBe(0);
      });
    }
  }
}

const openHere: typeof openStream = (url, given) => openStream(url, { ...given, ...nodeClasses });

/** Promises to a listener that acts in the middle of a batch, on every transport. */
export function clientListeners(): void {
  describe('a listener in mid-batch in Node', () => listenerTests((...given) => actInMidBatch(openHere, ...given)));
}

/** The same with the client in a browser. */
export function clientListenersIn(browser: DrivenPlatform): void {
  describe(`a listener in mid-batch in ${browser.name}`, () =>
    listenerTests((url, ...given) => browser.evaluate(url, `(${actInMidBatch})(TransportLab.openStream, '/', ...${JSON.stringify(given)})`)));
}
