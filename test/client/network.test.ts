import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** The parts of a window and its document that the client library uses for network events. */
let page: EventTarget & { readonly document: { hidden: boolean }; readonly count: () => number };

beforeEach(() => {
  let listeners = 0;
  const target = new EventTarget();
  const document = { hidden: false };
  const addEventListener = (type: string, listener: EventListener, options: { readonly signal: AbortSignal }) => {
    listeners += 1;
    options.signal.addEventListener('abort', () => {
      listeners -= 1;
    });
    target.addEventListener(type, listener, options);
  };
  page = Object.assign(target, { document, count: () => listeners });
  Object.assign(globalThis, { addEventListener, document });
  onTestFinished(() => void Object.assign(globalThis, { addEventListener: undefined, document: undefined }));
});

const comesBack = {
  online: () => page.dispatchEvent(new Event('online')),
  pageshow: () => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
  // It is an event of the document, and bubbles to the window.
  visibilitychange: () => page.dispatchEvent(new Event('visibilitychange')),
};
const patient = { retry: { first: 600_000, longest: 600_000 }, random: () => 1 };

test.each(Object.entries(comesBack))('%s ends a wait at once', async (_name, happen) => {
  const lab = await startTestLab();
  const relay = await startRelay(lab.port);
  relay.refuse = 'reset';
  const stream = openInNode(relay.url, { transport: 'websocket', ...patient });
  await stream.until('a retry more than 60 s away', () => stream.of<{ retryIn?: number }>('state').some(({ retryIn = 0 }) => retryIn > 60_000));
  relay.refuse = 'nothing';
  happen();
  await stream.hello();
});

test('a wait goes on when the page is hidden, or shown for the first time', async () => {
  const attempts: number[] = [];
  const fetch = () => Promise.reject(new Error(`attempt ${attempts.push(1)}`));
  const stream = openInNode('http://127.0.0.1:1', { transport: 'polling', fetch, ...patient });
  await stream.until('a scheduled retry', () => stream.of<{ retryIn?: number }>('state').some(({ retryIn = 0 }) => retryIn > 60_000));
  page.document.hidden = true;
  comesBack.visibilitychange();
  page.dispatchEvent(new Event('pageshow'));
  expect(stream.of('state')).toHaveLength(1);
  comesBack.online();
  await stream.until('the second attempt', () => attempts.length === 2);
});

test('a wait that the server asked for is not shortened', async () => {
  const lab = await startTestLab();
  const relay = await startRelay(lab.port);
  relay.refuse = 'reset';
  const stream = openInNode(relay.url, {
    transport: 'polling',
    retry: { first: 1, longest: 1 },
    fetch: async () => new Response('', { status: 503, headers: { 'Retry-After': '60' } }),
  });
  await stream.until('a scheduled retry', () => stream.of<{ retryIn?: number }>('state').some(({ retryIn = 0 }) => retryIn >= 60_000));
  comesBack.online();
  expect(stream.of<{ retryIn?: number }>('state').at(-1)?.retryIn).toBeGreaterThan(50_000);
});

test.each(['online', 'pageshow'] as const)('a connection that died silently is noticed after %s, and nothing is lost', async (name) => {
  const lab = await startTestLab({ heartbeat: 600 });
  const relay = await startRelay(lab.port);
  const stream = openInNode(relay.url, { transport: 'websocket', patience: 1_200 });
  await stream.hello();
  relay.blackHole = true;
  await appendNumbers(lab, 3);
  comesBack[name]();
  await stream.until('the loss to be reported', () => stream.of('error').length > 0);
  relay.blackHole = false;
  expect((await stream.reach(3)).map(({ data }) => data)).toEqual([1, 2, 3]);
  expect(stream.of('error')).toMatchObject([{ message: `silent since the event ${name}` }]);
});

test('a hundred events cause one probe, and after close the stream has no listeners', async () => {
  const lab = await startTestLab({ heartbeat: 600 });
  const stream = openInNode(lab.url, { transport: 'sse', patience: 1_500 });
  await stream.hello();
  expect(page.count()).toBe(3);
  for (let count = 0; count < 100; count += 1) comesBack.online();
  await stream.hello(2);
  expect(stream.stream.ledger.requests).toBe(2);
  await stream.call('close');
  expect(page.count()).toBe(0);
  await eventually('the last reader to be gone', () => lab.followers() === 0);
});
