import { onTestFinished } from 'vitest';
import { type Driver, lookPatience } from '../support/browsers/driver.ts';
import { eventually } from '../support/eventually.ts';

/** A page in a browser that is driven from outside: what it has is asked for by scripts, which are bodies of functions. */
export interface DrivenPage {
  run<Value>(script: string): Promise<Value>;
  /** Waits until a script returns true; what it throws, while the page is loading, counts as false. */
  until(what: string, script: string): Promise<void>;
}

/** A window of its own, left when the test is over: a page that goes on would take the browser's time. */
export async function openDriven(driver: Driver, url: string): Promise<DrivenPage> {
  const handle = await driver.newWindow();
  onTestFinished(() => driver.navigate(handle, 'about:blank'));
  await driver.navigate(handle, url);
  return drivenPage(driver, handle);
}

/** What is in a window, whoever leaves it. */
export function drivenPage(driver: Driver, handle: string): DrivenPage {
  const run = <Value>(script: string, deadline?: number) => driver.run(handle, script, deadline) as Promise<Value>;
  return {
    run,
    async until(what, script) {
      const look = `try { return (() => { ${script} })() === true; } catch { return false; }`;
      // Asked again and again from outside: a promise of the page would be lost with one answer.
      await eventually(what, () => run<boolean>(look, lookPatience).catch(() => false)).catch(async (error: Error) => {
        throw new Error(`${error.message} The page says: ${await run('return document.body.innerText.slice(0, 2_000);')}`);
      });
    },
  };
}
