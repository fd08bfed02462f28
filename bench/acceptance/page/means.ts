/** The cards' means, far away and close by. */
import { transportNames } from '../../../server/stream/protocol.ts';
import { digits, percent } from '../../report/format.ts';
import { type CardsReading, readCards, untilCards } from './cards.ts';
import type { Finding } from './findings.ts';
import { useLabPage } from './opened-page.ts';
import type { CheckName } from './options.ts';

/** Notifications a second, and how many each lane has to deliver before its mean is read: half a minute. */
const [rate, enough] = [20, 600];
/** Polling's interval in milliseconds. */
const interval = 2_000;
/** Milliseconds for that, and for the page to measure the round trip. */
const patience = 60_000;

/** By how much a mean may be off the model, as a share. */
const accuracy = 0.1;
/** Looks, a second apart, at which the tie has to be called one. */
const looks = 10;

const close = (one: number, other: number): boolean => Math.abs(one - other) <= accuracy * other;

/** Runs the race at a distance, and reads it once the conditions have settled and the counts have begun anew. */
const raceAt = <Value>(signal: AbortSignal, rtt: number, act: Parameters<typeof useLabPage<Value>>[2]): Promise<Value> =>
  useLabPage(signal, `rate=${rate}&poll=${interval}&rtt=${rtt}`, async (page) => {
    await untilCards(page, 'a round trip', patience, ({ roundTrip }) => roundTrip >= rtt);
    await page.getByRole('button', { name: 'More numbers' }).click();
    await page.getByRole('button', { name: 'Reset counters' }).click();
    await untilCards(page, `${enough} deliveries on each lane`, patience, ({ cards }) =>
      transportNames.every((name) => cards[name].delivered >= enough),
    );
    return act(page);
  });

const means = ({ cards }: CardsReading): string => transportNames.map((name) => `${name} ${digits(cards[name].mean)} ms`).join(', ');

/** RTT 300 ms, 20 notifications a second: each mean is the model's, and a long poll takes twice as long as a push. */
export async function checkModel(signal: AbortSignal): Promise<Finding[]> {
  const rtt = 300;
  const { cards, roundTrip, tie } = await raceAt(signal, rtt, readCards);
  const finding = (what: string, bar: string, figure: string, held: boolean): Finding => ({ check: 'model', what, bar, figure, held });
  return [
    finding('round trip, as the page measures it', `${rtt} ms within 10 %`, `${digits(roundTrip)} ms`, close(roundTrip, rtt)),
    ...transportNames.map((name) => {
      const { mean, model } = cards[name];
      const off = percent(mean / model);
      return finding(`mean of ${name}`, 'the model within 10 %', `${digits(mean)} ms beside ${digits(model)} ms, ${off} off`, close(mean, model));
    }),
    ...(['sse', 'websocket'] as const).map((name) => {
      const ratio = cards['long-polling'].mean / cards[name].mean;
      return finding(`mean of long-polling by that of ${name}`, '2 within 10 %', digits(ratio), close(ratio, 2));
    }),
    finding('no tie is claimed', 'none', tie ? 'a tie' : 'none', !tie),
  ];
}

/** RTT 0: long-polling, sse and websocket differ by noise only, and the page says so. */
export async function checkTie(signal: AbortSignal): Promise<Finding[]> {
  const check: CheckName = 'tie';
  return raceAt(signal, 0, async (page) => {
    const readings: CardsReading[] = [];
    for (let look = 0; look < looks; look += 1) {
      readings.push(await readCards(page));
      await page.waitForTimeout(1_000);
    }
    const ties = readings.filter(({ tie }) => tie).length;
    const last = readings.at(-1) as CardsReading;
    return [
      {
        check,
        what: 'long-polling, SSE and WebSocket',
        bar: `a tie at each of ${looks} looks`,
        figure: `${ties}; ${means(last)}`,
        held: ties === looks,
      },
    ];
  });
}
