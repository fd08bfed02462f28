import { expect, it } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { serve } from '../server/report-support.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import type { Driver } from '../support/browsers/driver.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { type DrivenPage, openDriven } from './driven-page.ts';

const streams = 'return [...window.lab.lanes].map(({ stream: { transport, state, ledger } }) => ({ transport, state, ledger }));';

/** True once the four lanes of a race are open and have the same cursor. */
const abreast = `const all = [...window.lab.lanes].map(({ stream }) => stream);
  return all.length === 4 && all.every(({ state }) => state === 'open') && new Set(all.map(({ cursor }) => cursor)).size === 1;`;

/** Publishes at this rate, as another page would set it. */
const publishAt = (onlooker: Onlooker, rate: number) => onlooker.tell({ type: 'schedule', schedule: { rate, burst: 1, payload: 64, seed: 1 } });

/** Stops publishing once each lane has delivered more than `beyond`, and waits until the lanes are equal: a browser on a busy machine may be seconds behind. */
async function comesToRest(page: DrivenPage, onlooker: Onlooker, beyond: number): Promise<void> {
  const delivered = `const all = [...window.lab.lanes]; return all.length === 4 && all.every(({ stream }) => stream.ledger.received > ${beyond});`;
  await page.until(`more than ${beyond} deliveries on each lane`, delivered);
  await publishAt(onlooker, 0);
  await page.until('four lanes abreast', abreast);
  await expectWhole(page);
}

async function expectWhole(page: DrivenPage): Promise<void> {
  const all = await page.run<{ transport: string; ledger: object }[]>(streams);
  expect(all.map(({ transport }) => transport)).toEqual(transportNames);
  for (const { transport, ledger } of all) expect(ledger, transport).toMatchObject({ missing: 0, doubled: 0, reordered: 0, gaps: 0 });
}

/** Writes the names of broken connections into the document, because a driver's scripts share no other state. */
const watchLines = `for (const { stream } of window.lab.lanes)
  stream.addEventListener('state', () => { if (stream.state !== 'open') document.documentElement.dataset.broken += ' ' + stream.transport; });`;
const pressCut = `[...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cut the line').click();`;
const broken = (name: string) => `return (document.documentElement.dataset.broken ?? '').includes('${name}');`;

/** The lab's page with four lanes and with one, and the report. @param driver may be called once the tests run */
export function racesIn(driver: () => Driver): void {
  it('four lanes open, deliver everything once, and do so again after a cut', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const page = await openDriven(driver(), `${lab.url}/#v=1&mode=race&rate=20&poll=200&rtt=0`);
    await comesToRest(page, onlooker, 10);
    expect(await driver().complaints()).toEqual([]);
    await page.run(watchLines);
    await publishAt(onlooker, 20);
    await page.run(pressCut);
    for (const line of ['sse', 'websocket']) await page.until(`the ${line} line to break`, broken(line));
    await comesToRest(page, onlooker, 60);
  });

  it('one stream switches through all transports, and nothing is missing or doubled', async () => {
    const lab = await startTestLab();
    const told = (await driver().complaints()).length;
    const page = await openDriven(driver(), `${lab.url}/#v=1&mode=one&transport=polling&rate=0`);
    await page.until('the stream to open', `return window.lab?.stream.state === 'open';`);
    for (const [index, transport] of transportNames.entries()) {
      const appended = appendNumbers(lab, 5, 'number', index * 5 + 1);
      await page.until('the choice of transports', `return document.querySelector('[type="radio"][value="${transport}"]') !== null;`);
      await page.run(`document.querySelector('[type="radio"][value="${transport}"]').click();`);
      await appended;
      const there = `const { stream } = window.lab; return stream.transport === '${transport}' && stream.state === 'open' && stream.ledger.received === ${index * 5 + 5};`;
      await page.until(`${transport} to have brought ${index * 5 + 5}`, there);
    }
    expect(await page.run('return window.lab.stream.ledger;')).toMatchObject({ received: 20, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    expect((await driver().complaints()).slice(told)).toEqual([]);
  });

  it('the report has an icon that its own content security policy allows', async () => {
    const { url } = await serve();
    const told = (await driver().complaints()).length;
    const page = await openDriven(driver(), `${url}/report.html`);
    const loads = `const icon = document.createElement('img');
      return new Promise((resolve) => {
        icon.onload = () => resolve('loads');
        icon.onerror = () => resolve('is refused');
        icon.src = document.querySelector('[rel="icon"]').href;
      });`;
    expect(await page.run(loads)).toBe('loads');
    expect((await driver().complaints()).slice(told)).toEqual([]);
  });
}
