import { onTestFinished } from 'vitest';
import type { Driver } from '../support/browsers/driver.ts';
import { patience } from '../support/patience.ts';

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
  const run = <Value>(script: string) => driver.run(handle, script) as Promise<Value>;
  return {
    run,
    async until(what, script) {
      const came = await run<boolean>(`
        const holds = () => { ${script} };
        const late = performance.now() + ${patience};
        return new Promise((resolve) => {
          const look = () => {
            try { if (holds()) return resolve(true); } catch {}
            if (performance.now() > late) return resolve(false);
            setTimeout(look, 20);
          };
          look();
        });`);
      if (!came)
        throw new Error(`Waited ${patience / 1_000} s for ${what}. The page says: ${await run('return document.body.innerText.slice(0, 2_000);')}`);
    },
  };
}
