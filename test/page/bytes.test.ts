import type { Socket } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from '../../bench/browser/chromium.ts';
import { CensusCounter, eventFraming, predictTraffic, type Split, sseHello } from '../../bench/model/index.ts';
import type { TelemetryMessage, TraceRecord } from '../../server/lab/apparatus/telemetry/messages.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

const kinds = ['headers', 'framing', 'payload'] as const;
const [hold, heartbeat] = [30, 600];

/** The published notification: more than 125 bytes, so that a frame has the longer form of header, and with characters beyond ASCII. */
const wild = { event: 'wild', data: `<script>\u202eשלום 🙂</script>${'x'.repeat(120)}`, at: 1_763_683_200_123.4 };

const add = (one: Split, other: Partial<Split>): Split => ({
  headers: one.headers + (other.headers ?? 0),
  framing: one.framing + (other.framing ?? 0),
  payload: one.payload + (other.payload ?? 0),
});
const nothing: Split = { headers: 0, framing: 0, payload: 0 };
const sum = (all: readonly Partial<Split>[]): Split => all.reduce<Split>(add, nothing);

/** The bytes of a lane in both directions. */
interface Both {
  readonly up: Split;
  readonly down: Split;
}

/** Collects the heads of stream requests from the lab's sockets. */
function listenForHeads({ server }: Lab): string[] {
  const heads: string[] = [];
  server.on('connection', (socket: Socket) => {
    socket.on('data', (bytes: Buffer) => heads.push(...(bytes.toString('latin1').match(/GET \/stream\/[\s\S]*?\r\n\r\n/g) ?? [])));
  });
  return heads;
}

/** Collects the lab's trace records, from the page's own telemetry. */
function listenForTrace(page: Page): TraceRecord[] {
  const trace: TraceRecord[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/telemetry')) return;
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload)) as TelemetryMessage;
      if (message.type === 'trace') trace.push(...message.records);
    });
  });
  return trace;
}

const ofTrace = (trace: readonly TraceRecord[]): Both => ({
  up: sum(trace.map((record) => (record.kind === 'asked' ? { headers: record.bytes } : record.kind === 'heard' ? { framing: record.bytes } : {}))),
  down: sum(trace.map((record) => (record.kind === 'answered' || record.kind === 'wrote' ? record.bytes : {}))),
});

const exchangesOf = (trace: readonly TraceRecord[]): number[] => trace.flatMap((record) => (record.kind === 'asked' ? [record.exchange] : []));
const answersOf = (trace: readonly TraceRecord[]): number => trace.filter(({ kind }) => kind === 'answered').length;

/** The model's prediction for the exchanges of this test, from the size of this browser's heads. */
function modelOf(transport: TransportName, lab: Lab, heads: readonly string[]): Both {
  const counter = new CensusCounter();
  const [before, after] = [lab.log.window.cursor(0), lab.log.window.cursor(1)];
  const json = Buffer.byteLength(JSON.stringify({ id: after, ...wild }));
  const answer = () => counter.answer({ cursor: after, notifications: [json], length: `{"cursor":"${after}","notifications":[]}`.length + json });
  counter.opening();
  counter.hello(before);
  if (transport === 'polling') {
    counter.opening(before);
    answer();
    counter.opening(after);
    counter.empty();
  } else if (transport === 'long-polling') {
    counter.question(before);
    answer();
    counter.question(after);
  } else counter.notification(after, json);
  if (transport === 'sse') {
    counter.chunk(sseHello(before.length, heartbeat * 1_000));
    counter.chunk(json + eventFraming(after.length));
  }
  const [opening = '', second = ''] = heads;
  const question = transport === 'long-polling' ? second.replace(before, '').length : 0;
  const { opening: first, steady } = predictTraffic(transport, counter.census, {
    heads: { opening: opening.length, question },
    heartbeat: heartbeat * 1_000,
  });
  return { up: add(first.up, steady.up), down: add(first.down, steady.down) };
}

/** The bytes of one notification in both directions, as the card shows them after one delivery. */
async function cardOf(page: Page, transport: TransportName): Promise<Split> {
  const text = (await page.locator(`.card.${transport} .bytes .unseen`).textContent()) ?? '';
  return sum(kinds.map((kind) => ({ [kind]: Number(new RegExp(`([\\d,]+) B ${kind}`).exec(text)?.[1]?.replaceAll(',', '')) })));
}

/** The inspector's sums of one exchange: counted, and predicted by the model. */
async function inspected(page: Page): Promise<Record<'counted' | 'predicted', Both>> {
  const rows = await page
    .locator('.inspector .table tbody tr')
    .evaluateAll((all) => all.map((one) => [...one.querySelectorAll('td')].map((cell) => (cell.textContent ?? '').split(' / '))));
  const side = (column: number, which: number): Split =>
    sum(kinds.map((kind, row) => ({ [kind]: Number(rows[row]?.[column]?.[which]?.replaceAll(',', '')) })));
  const both = (which: number): Both => ({ up: side(0, which), down: side(1, which) });
  return { counted: both(0), predicted: both(1) };
}

/** Opens each exchange in the inspector with the arrow keys, the newest first. */
async function inspectAll(page: Page, exchanges: readonly number[]): Promise<Record<'counted' | 'predicted', Both>> {
  const lanes = page.getByRole('group', { name: /^Network traffic/ });
  const found: Record<'counted' | 'predicted', Both>[] = [];
  await lanes.focus();
  await eventually('the newest exchange to be drawn', async () => {
    await lanes.press('ArrowRight');
    return (
      (await page
        .locator('.inspector .heading')
        .filter({ hasText: new RegExp(`exchange ${exchanges.at(-1)}[:,]`) })
        .count()) > 0
    );
  });
  for (const exchange of [...exchanges].reverse()) {
    await page
      .locator('.inspector .heading')
      .filter({ hasText: new RegExp(`exchange ${exchange}[:,]`) })
      .waitFor();
    found.push(await inspected(page));
    await lanes.press('ArrowLeft');
  }
  const all = (which: 'counted' | 'predicted'): Both => ({
    up: sum(found.map(({ [which]: { up } }) => up)),
    down: sum(found.map(({ [which]: { down } }) => down)),
  });
  return { counted: all('counted'), predicted: all('predicted') };
}

describe.skipIf(!inject('chromium'))('bytes', () => {
  let browser: Browser;
  beforeAll(async () => {
    // The full browser, as visitors have it: the headless shell sends other heads.
    browser = await launchChromium(inject('chromium'));
  });
  afterAll(() => browser?.close());

  /** Makes a known number of exchanges, with a hello and one notification, and then nothing more. Polling is made to ask again by pausing, because its next poll is a minute away. */
  async function exchange(page: Page, lab: Lab, transport: TransportName, trace: readonly TraceRecord[]): Promise<void> {
    const told = (what: string, holds: () => boolean) => eventually(() => `${what}; the lab told ${JSON.stringify(trace)}`, holds);
    const askAgain = async (answers: number) => {
      for (const name of ['Pause', 'Start']) await page.getByRole('button', { name, exact: true }).click();
      await told(`answer ${answers}`, () => answersOf(trace) === answers);
    };
    await told('a hello', () => answersOf(trace) === 1);
    await page.locator(`.card.${transport} .chip`).getByText('open', { exact: true }).waitFor();
    if (transport === 'long-polling') await told('a held poll', () => exchangesOf(trace).length === 2);
    await lab.log.append([wild]);
    if (transport === 'polling') {
      await askAgain(2);
      await askAgain(3);
    }
    if (transport === 'long-polling') await told('the next question', () => exchangesOf(trace).length === 3);
    await page.locator(`.card.${transport} .counts strong`).filter({ hasText: /^1$/ }).waitFor();
    // The lab sends its records in batches, so they arrive after the delivery.
    await told('the bytes of the notification', () => ofTrace(trace).down.payload > 0);
  }

  it.each(transportNames)(
    'of the same exchanges on %s are equal on the card, in the inspector, in the lab’s records and in the model',
    async (transport) => {
      const lab = await startTestLab({ weather: true, rtt: 0, heartbeat });
      const heads = listenForHeads(lab);
      const { page, complaints } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
      const trace = listenForTrace(page);
      await page.goto(`${lab.url}/#v=1&rate=0&poll=60000&hold=${hold}&rtt=0&span=60&lanes=${transport}`);
      await exchange(page, lab, transport, trace);

      const told = ofTrace(trace);
      const model = modelOf(transport, lab, heads);
      expect(told).toEqual(model);
      expect(told.up.headers).toBe(heads.join('').length);

      const both = add(model.up, model.down);
      let card = nothing;
      await eventually(
        () => `the card to show ${JSON.stringify(both)}; it shows ${JSON.stringify(card)}`,
        async () => {
          card = await cardOf(page, transport);
          return JSON.stringify(card) === JSON.stringify(both);
        },
      );
      const { counted, predicted } = await inspectAll(page, exchangesOf(trace));
      expect(counted).toEqual(model);
      expect(predicted).toEqual(model);
      expect(complaints).toEqual([]);
    },
  );
});
