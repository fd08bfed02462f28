import { describe, expect, it } from 'vitest';
import { doorPaths, findPlace, sceneNames } from '../../server/lab/door-paths.ts';
import { startTestLab } from '../support/start-lab.ts';

/** The header of a browser that navigates to a page. */
const visit = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

const assetsIn = (html: string): string[] => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);

describe('the entry paths of the page', () => {
  it('are a fixed list, and other paths are not accepted', () => {
    expect(findPlace('')).toEqual({ door: '', rest: '' });
    expect(findPlace('index.html')).toEqual({ door: '', rest: '' });
    expect(findPlace('decide/')).toEqual({ door: 'decide', rest: '' });
    for (const name of sceneNames) expect(findPlace(`try/${name}`)).toEqual({ door: 'try', rest: name });
    for (const none of ['tri', 'try/none', 'try/mail/more', 'learn/none', '/decide', 'try//mail', 'TRY', 'try/__proto__']) {
      expect(findPlace(none), none).toBeUndefined();
    }
  });

  it('are all served, and everything that the page references is found at every depth', async () => {
    const lab = await startTestLab();
    for (const path of [...doorPaths, 'try/mail/', 'decide/?rate=2']) {
      const url = new URL(path, `${lab.url}/`);
      const response = await fetch(url);
      const html = await response.text();
      expect([response.status, response.headers.get('content-type')], path).toEqual([200, 'text/html; charset=utf-8']);
      expect(response.headers.get('content-security-policy'), path).toContain("default-src 'none'");
      const assets = assetsIn(html);
      expect(assets.length).toBeGreaterThan(2);
      for (const asset of assets) expect((await fetch(new URL(asset, url), { method: 'HEAD' })).status, `${asset} of /${path}`).toBe(200);
      const root = /data-lab="([^"]+)"/.exec(html)?.[1] ?? '';
      expect(new URL(root, url).href).toBe(`${lab.url}/`);
    }
  });

  it('let the check of an endpoint alone reach other servers, also with a slash behind it', async () => {
    const lab = await startTestLab();
    const reaches = async (path: string) =>
      /connect-src [^;]*\bhttp:/.test((await fetch(`${lab.url}/${path}`)).headers.get('content-security-policy') ?? '');
    for (const path of ['decide/check', 'decide/check/']) expect([path, await reaches(path)]).toEqual([path, true]);
    for (const path of ['', 'decide', 'decide/', 'try/mail']) expect([path, await reaches(path)]).toEqual([path, false]);
  });

  it('are listed in a 404 for other paths: in the page for a visitor, in a problem document for a program', async () => {
    const lab = await startTestLab();
    for (const path of ['/nothing', '/try/nothing', '/learn/x/y', '/%3Cscript%3E']) {
      const page = await fetch(lab.url + path, visit);
      expect([page.status, page.headers.get('content-type'), page.headers.get('vary')], path).toEqual([404, 'text/html; charset=utf-8', 'Accept']);
      expect(assetsIn(await page.text())[0]).toMatch(/^(\.\/|(\.\.\/)+)/);
      const answer = await fetch(lab.url + path);
      expect([answer.status, answer.headers.get('content-type')], path).toEqual([404, 'application/problem+json']);
      const { detail } = (await answer.json()) as { detail: string };
      for (const place of doorPaths) expect(detail).toContain(`/${place}`);
    }
    expect((await fetch(`${lab.url}/nothing`, { ...visit, method: 'POST' })).headers.get('content-type')).toBe('application/problem+json');
  });
});
