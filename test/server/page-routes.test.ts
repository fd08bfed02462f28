import { expect, test, vi } from 'vitest';
import { openRaw, rawRequest } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

test('the page is served with a Content Security Policy that allows only files of this server', async () => {
  const lab = await startTestLab();
  const page = await fetch(lab.url);
  const html = await page.text();
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*|data:/);
  expect(page.headers.get('x-powered-by')).toBeNull();
  const script = /src="\.(\/assets\/[^"]+)"/.exec(html)?.[1] ?? '';
  const asset = await fetch(lab.url + script);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(page.headers.get('cache-control')).toBe('no-cache');
});

test('/sdk/js is the EventTube script, for pages of any origin', async () => {
  const { url } = await startTestLab();
  const script = await fetch(`${url}/sdk/js?transport=sse`);
  expect([script.status, script.headers.get('content-type'), script.headers.get('access-control-allow-origin')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    '*',
  ]);
  expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(await script.text()).toMatch(/^var EventTube=/);
});

test('an unknown path is answered with a problem document', async () => {
  const lab = await startTestLab();
  for (const [path, status] of [
    ['/nothing', 404],
    ['/assets/../../package.json', 404],
    ['/%zz', 404],
    ['/%c0%af', 404],
    ['/stream', 404],
    ['/stream/carrier-pigeon', 404],
  ] as const) {
    const response = await fetch(lab.url + path);
    expect(response.status, path).toBe(status);
    expect(response.headers.get('content-type'), path).toBe('application/problem+json');
    expect(await response.json(), path).toMatchObject({ status, title: expect.any(String), detail: expect.stringMatching(/^Expected .*got /) });
  }
});

test('/healthz and /readyz answer that the lab is healthy', async () => {
  const lab = await startTestLab();
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(lab.url + path);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});

test.each(['/', '/sdk.js'])('a request for %s with a broken body is refused once, and the lab reports no error', async (path) => {
  const reported = vi.spyOn(console, 'error');
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(`${rawRequest('GET', path, { Accept: 'text/html', 'Transfer-Encoding': 'chunked' })}no chunk\r\n`);
  await connection.isEnded();
  expect(connection.responses.map(({ status }) => status)).toEqual([400]);
  // The lab may still be reading the page's file: once this request is answered, it has ended.
  expect((await fetch(lab.url + path)).status).toBe(200);
  expect(reported).not.toHaveBeenCalled();
  reported.mockRestore();
});
