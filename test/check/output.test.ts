import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictJunit } from '../../bench/check/junit.ts';
import { verdictText } from '../../bench/check/report.ts';
import { exitCodeOf, verdictJson, verdictOf } from '../../bench/check/verdict.ts';
import { judge } from '../../bench/check/watch/judge.ts';
import type { Observation } from '../../bench/check/watch/observation.ts';
import { freePort } from '../../bench/processes/free-port.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startSse } from './faulty-servers.ts';
import { endpointOf } from './look.ts';

const endpoint = endpointOf({ endpoint: 'sse:http://127.0.0.1:8080/events?a=1&b=<2>' });
const head = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
const silence = { listened: 65_000, longest: 65_000, heartbeat: false };
const observation: Observation = { kind: 'sse', head, hasRetry: true, silence };
const [silent, fine, failed] = [
  verdictOf({ endpoint, observation }),
  verdictOf({ endpoint, observation: { ...observation, silence: { ...silence, heartbeat: true } } }),
  verdictOf({ endpoint, failure: new Error('Expected 200; got "<b>\u0007".') }),
];

describe('A verdict', () => {
  it('has the exit code 0 if nothing was found, 1 if something was found, and 2 if something could not be checked', () => {
    expect([[fine], [fine, silent], [silent, failed], [failed]].map(exitCodeOf)).toEqual([0, 1, 2, 2]);
  });

  it('is a table for the terminal, at most as wide as the terminal', () => {
    const text = verdictText([silent, failed], true, 80);
    expect(text).toMatch(
      /^● sse {2}http:\/\/127\.0\.0\.1:8080\/events\?a=1&b=%3C2%3E\n {2}no-heartbeat {8}Nothing came for 65 s\.\n {22}Why: Proxies end/,
    );
    expect(text).toContain('\n  needs --publish     no-id, late-head, held-back,');
    expect(text).toContain('\n  not checked         Expected 200;');
    expect(text).toMatch(/\n1 finding in 1 endpoint; 1 could not be checked\.\n$/);
    expect(text).not.toContain('\u0007');
    for (const line of text.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is JSON for programs', () => {
    const { exitCode, endpoints } = JSON.parse(verdictJson([silent, failed])) as { exitCode: number; endpoints: Record<string, unknown>[] };
    expect(exitCode).toBe(2);
    expect(endpoints[0]).toMatchObject({ dialect: 'plain', findings: [{ name: 'no-heartbeat', seen: 'Nothing came for 65 s.' }], observation });
    expect(endpoints[1]).toMatchObject({ failure: expect.stringContaining('Expected 200') });
  });

  it('is valid JUnit for pipelines, whatever the server sends', () => {
    const xml = verdictJunit([silent, failed]);
    expect(xml).toMatch(/<testsuite name="sse:http:\/\/[^"]*a=1&amp;b=%3C2%3E" tests="13" failures="1" errors="0" skipped="7">/);
    expect(xml).toContain('name="no-heartbeat"><failure message="Nothing came for 65 s.">');
    expect(xml).toContain('<error message="Expected 200; got &quot;&lt;b&gt;\ufffd&quot;."/>');
  });

  it('contains nothing about what was not observed', () => {
    const { found, held } = judge({ kind: 'sse', silence: { listened: 20_000, longest: 20_000, heartbeat: false } });
    expect([found, held.map(({ name }) => name)]).toEqual([[], ['compression-holds', 'cut-in-silence']]);
    const died = judge({ kind: 'websocket', longMessage: 'died' }).found.map(({ seen }) => seen);
    expect(died).toEqual(['A message that announced 1 GiB ended the server: nobody answers any more.']);
  });
});

/** Runs the built command. */
const run = (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly told: string }> =>
  new Promise((resolve) => {
    const main = join(process.env.TRANSPORT_LAB_BUILT ?? 'dist', 'server/lab/main.js');
    execFile(process.execPath, [main, 'check', ...args], { encoding: 'utf8' }, (error, out, told) =>
      resolve({ code: Number(error?.code ?? 0), out, told }),
    );
  });

describe('The command', () => {
  it('prints findings, writes them to a file for a pipeline, and ends with 1', async () => {
    const { endpoint: text, publish } = await startSse('no-retry');
    const file = join(temporaryFolder(), 'check.xml');
    const { code, out, told } = await run(text, '--publish', `POST ${publish}`, '--body', '{{mark}}', '--patience', '60', '--junit', file);
    expect([code, out]).toEqual([1, expect.stringContaining('  no-retry            No event had a retry: line.\n')]);
    expect(told).toContain(`Looking at ${text}`);
    expect(readFileSync(file, 'utf8')).toContain('<testcase classname="sse:');
  });

  it('ends with 2 and a message if there is nothing to check, and with 0 for its help', async () => {
    const nobody = await run(`sse:http://127.0.0.1:${await freePort()}/`, '--json', '--quiet');
    expect([nobody.code, nobody.told, JSON.parse(nobody.out)]).toMatchObject([
      2,
      '',
      { exitCode: 2, endpoints: [{ failure: expect.stringContaining('nobody listens there') }] },
    ]);
    expect(await run('sse:http://app.example/')).toMatchObject({ code: 2, out: '', told: expect.stringContaining('--i-own-this') });
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('npm start -- check') });
  });
});
