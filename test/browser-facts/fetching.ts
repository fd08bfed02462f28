import type { Site } from './site.ts';

const askTwice = async (method: string): Promise<void> => {
  await (await fetch('/warm', { cache: 'no-store' })).text();
  await fetch('/die', { method, cache: 'no-store', ...(method === 'POST' && { body: 'once' }) }).catch(() => {});
};

/** How often a request is sent again, without a word to the page, when the connection that it goes over is an older one and dies before the answer. */
export async function resends(site: Site, method: 'GET' | 'POST'): Promise<number> {
  site.on('/warm', (response) => response.end('warm'));
  site.on('/die', (response) => response.destroy());
  await site.page.call(askTwice, method);
  await site.settled();
  return site.count('/die') - 1;
}

const abortWith = async (path: string): Promise<string> => {
  const controller = new AbortController();
  const reason = new Error('a reason');
  setTimeout(() => controller.abort(reason), 300);
  try {
    await (await fetch(path, { cache: 'no-store', signal: controller.signal })).text();
    return 'nothing';
  } catch (error) {
    return error === reason ? 'the reason' : (error as Error).name;
  }
};

/** What a fetch rejects with that is aborted with a reason. */
export async function abortion(site: Site, when: 'before the head' | 'in the body'): Promise<string> {
  site.on('/hangs', (response) => when === 'in the body' && response.writeHead(200).write('a part'));
  return site.page.call(abortWith, '/hangs');
}

const askBoth = (path: string): Promise<unknown> => Promise.all([path, path].map((one) => fetch(one).then((response) => response.text())));

/** Whether two equal questions at once go side by side. */
export async function equalQuestions(site: Site): Promise<string> {
  const waiting = new Set<object>();
  let together = false;
  site.on('/slow', (response) => {
    waiting.add(response);
    together ||= waiting.size === 2;
    setTimeout(() => {
      waiting.delete(response);
      response.end('slow');
    }, 500);
  });
  await site.page.call(askBoth, '/slow');
  return together ? 'side by side' : 'one after the other';
}
