import { onTestFinished } from 'vitest';
import { type Driver, lookPatience, lookPause } from '../support/browsers/driver.ts';
import { eventually } from '../support/eventually.ts';
import { patience } from '../support/patience.ts';

/** A page in a browser under remote control. Tests read it by scripts, which are bodies of functions. */
export interface DrivenPage {
  run<Value>(script: string): Promise<Value>;
  /** Waits until a script returns true. An exception, which is normal while the page is loading, counts as false. */
  until(what: string, script: string): Promise<void>;
}

/** A script that tells the state of each stream of the lab's page, for the message of a wait that failed. */
const streams = `return window.lab ? [...window.lab.lanes].map(({ stream: { transport, state, cursor, ledger } }) =>
  [transport, state, cursor, JSON.stringify(ledger)].join(' ')).join('; ') : 'none';`;

/** Opens a new window, which shows an empty document after the test: a page that runs on would take the browser's time. */
export async function openDriven(driver: Driver, url: string): Promise<DrivenPage> {
  const handle = await driver.newWindow();
  onTestFinished(() => driver.navigate(handle, 'about:blank'));
  await driver.navigate(handle, url);
  return drivenPage(driver, handle);
}

/** The page in a window that the caller manages. */
export function drivenPage(driver: Driver, handle: string): DrivenPage {
  const run = <Value>(script: string, deadline?: number) => driver.run(handle, script, deadline) as Promise<Value>;
  return {
    run,
    async until(what, script) {
      const look = `try { return (() => { ${script} })() === true; } catch { return false; }`;
      // Polled from outside: with one promise in the page, everything would depend on one answer, and answers can get lost.
      await eventually(what, () => run<boolean>(look, lookPatience).catch(() => false), patience, lookPause).catch(async (error: Error) => {
        throw new Error(
          `${error.message} Its streams: ${await run(streams)}. The page says: ${await run('return document.body.innerText.slice(0, 2_000);')}`,
        );
      });
    },
  };
}
