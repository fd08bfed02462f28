import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatResult } from '../../bench/result/result.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { narrow, newer, older, serve } from './report-support.ts';

const drop = (url: string, body: string, type = 'application/json', query = '?compare') =>
  fetch(`${url}/report/dropped${query}`, { method: 'POST', headers: { 'Content-Type': type }, body });

describe('GET /report.html', () => {
  it('explains how to make a result while there is none', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/report.html`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('npm run bench -- --json bench/results/mine.json');
    expect(await (await fetch(`${url}/report/coefficients`)).json()).toEqual({});
  });

  it('explains it also if the folder is missing', async () => {
    const { url } = await serve({ folder: join(temporaryFolder(), 'missing') });
    expect(await (await fetch(`${url}/report.html`)).text()).toContain('No result yet');
  });

  it('shows the newest result by its own date, and a newer one once it exists', async () => {
    const { url, folder } = await serve();
    writeFileSync(join(folder, 'z-older.json'), formatResult(older));
    expect(await (await fetch(`${url}/report.html`)).text()).toContain('aaaaaaaaaaaa');
    writeFileSync(join(folder, 'a-newer.json'), formatResult(newer));
    writeFileSync(join(folder, 'no-result.json'), '{"name":"package"}');
    const page = await (await fetch(`${url}/report.html`)).text();
    expect(page).toContain('bbbbbbbbbbbb');
    expect(page).not.toContain('aaaaaaaaaaaa');
    const { reference } = (await (await fetch(`${url}/report/coefficients`)).json()) as { reference: { commit: string; coefficients: object } };
    expect(reference.commit).toBe('bbbbbbbbbbbb');
    expect(reference.coefficients).toHaveProperty('measuredRange');
  });

  it('prefers a result with the main measures to a later run of other measures, which is shown if there is no other', async () => {
    const { url, folder } = await serve();
    const shown = async () => (await fetch(`${url}/report.html`)).text();
    writeFileSync(join(folder, 'narrow.json'), formatResult(narrow));
    const alone = await shown();
    expect(alone).toContain('cccccccccccc');
    expect(alone).toContain('<p class="lead">1 measure in ');
    expect(alone).toContain('up to 1 round each: ');
    expect(alone).not.toContain('id="verdict"');
    expect(alone).not.toContain('href="#verdict"');
    writeFileSync(join(folder, 'newer.json'), formatResult(newer));
    const both = await shown();
    expect(both).toContain('bbbbbbbbbbbb');
    expect(both).toContain('id="verdict"');
    const { reference } = (await (await fetch(`${url}/report/coefficients`)).json()) as { reference: { commit: string; coefficients: object } };
    expect(reference.commit).toBe('bbbbbbbbbbbb');
  });

  it('may run only its own two scripts, and be framed only by the lab', async () => {
    const { url, folder } = await serve();
    writeFileSync(join(folder, 'one.json'), formatResult(newer));
    const response = await fetch(`${url}/report.html`);
    const policy = response.headers.get('content-security-policy') ?? '';
    const html = await response.text();
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+' 'sha256-[^']+'; /);
    expect(policy).toMatch(/ img-src data:; .*connect-src 'self'; frame-ancestors 'self'$/);
    expect(html).toContain('<link rel="icon" href="data:image/svg+xml,');
    expect(html).not.toContain('http-equiv');
    expect(html.match(/<script>/g)).toHaveLength(2);
  });

  it('is read only: another method is refused', async () => {
    const { url } = await serve();
    expect((await fetch(`${url}/report.html`, { method: 'POST', body: '{}' })).status).toBe(405);
  });
});

describe('POST /report/dropped', () => {
  it('compares with the newest result, the later of the two as "after"', async () => {
    const { url, folder } = await serve();
    writeFileSync(join(folder, 'newer.json'), formatResult(newer));
    const response = await drop(url, formatResult(older));
    expect(response.status).toBe(200);
    const { html, reference } = (await response.json()) as { html: string; reference: { commit: string } };
    expect(html).toMatch(/Before: 2026-01-01 00:00, commit aaaaaaaaaaaa.* After: 2026-02-01 00:00, commit bbbbbbbbbbbb/);
    expect(html).toContain('Nothing changed beyond the noise.');
    expect(reference.commit).toBe('aaaaaaaaaaaa');
  });

  it('answers coefficients without a comparison, also if there is nothing to compare with', async () => {
    const { url } = await serve();
    for (const query of ['', '?compare']) {
      expect(await (await drop(url, formatResult(older), 'application/json', query)).json()).toEqual({ reference: expect.anything() });
    }
  });

  it('escapes markup', async () => {
    const { url, folder } = await serve();
    writeFileSync(join(folder, 'newer.json'), formatResult(newer));
    const { html } = (await (await drop(url, formatResult({ ...older, commit: '<script>alert' }))).json()) as { html: string };
    // In text only < and & are special (HTML standard, section 13.2.5.1).
    expect(html).toContain('&lt;script');
    expect(html).not.toContain('<script');
  });

  it('explains what it expected when a file is not a result', async () => {
    const { url } = await serve();
    const response = await drop(url, '{"schema":"else"}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad-message', detail: expect.stringContaining('transport-lab/bench-result') });
    expect((await drop(url, 'no JSON')).status).toBe(400);
  });

  it('accepts JSON of at most 8 MiB', async () => {
    const { url } = await serve();
    expect((await drop(url, '{}', 'text/plain')).status).toBe(415);
    expect((await drop(url, ' '.repeat(8 * 1_048_576 + 1))).status).toBe(413);
  });

  it('reads nothing of uploads that wait for another, and refuses the tenth before reading it', async () => {
    const { url } = await serve();
    const { hostname: host, port } = new URL(url);
    const head =
      'POST /report/dropped HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\nExpect: 100-continue\r\n\r\n';
    /** Queued once Node has answered 100 Continue: it hands over the request in the same turn. */
    const upload = async (begins: string): Promise<Socket> => {
      const socket = connect({ host, port: Number(port) }).on('error', () => {});
      onTestFinished(() => void socket.destroy());
      socket.write(head);
      await once(socket, 'data');
      socket.write(begins);
      return socket;
    };
    const uploads = [await upload('[')];
    for (let count = 0; count < 8; count += 1) uploads.push(await upload('['.repeat(100_000)));
    const tenth = await drop(url, '[]');
    expect([tenth.status, tenth.headers.get('retry-after')]).toEqual([503, '10']);
    for (const socket of uploads) socket.destroy();
    await eventually('the line to be free', async () => (await drop(url, 'no JSON')).status === 400);
  });

  it('works on loopback only, and not for foreign pages', async () => {
    const { url } = await serve({ listensOn: '0.0.0.0' });
    const response = await drop(url, formatResult(older));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('loopback') });
    expect(await (await fetch(`${url}/report.html`)).text()).not.toContain('type="file"');

    const { url: own } = await serve();
    const foreign = await fetch(`${own}/report/dropped`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
      body: '{}',
    });
    expect(foreign.status).toBe(403);
  });
});
