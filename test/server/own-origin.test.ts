import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express from 'express';
import { describe, expect, it, test } from 'vitest';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { selfSigned } from '../support/certificate.ts';
import { listening } from '../support/listening.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, openRawSecure } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';

expectNoMistakes();

/** Starts a server with the library. @returns the status that a WebSocket of a page gets there */
async function opens(isSecure: boolean, host: string, origin: string, origins?: readonly string[]): Promise<number> {
  const app = express();
  const server = isSecure ? createSecureServer(selfSigned(), app) : createServer(app);
  attach(app, server, { log: memoryLog(), onError: () => {}, ...(origins && { origins }) });
  const at = await listening(server);
  const connection = await (isSecure ? openRawSecure(at) : openRaw(at));
  return (await connection.send(get('/stream/websocket', { ...handshake, Host: host, Origin: origin })).response()).status;
}

describe('An origin is compared whole, scheme, host and port, by a server of the library:', () => {
  it.each([
    ['plain, behind a proxy that terminates TLS', false, 'app.example', 'https://app.example', 101],
    ['plain, if the proxy adds the port to Host', false, 'app.example:443', 'https://app.example', 101],
    ['plain, without TLS', false, 'app.example:80', 'http://app.example', 101],
    ['plain, from another port', false, 'app.example', 'https://app.example:4443', 403],
    ['plain, from a name that only begins like the own one', false, 'app.example', 'https://app.example.evil.example', 403],
    ['with TLS, from its own page', true, 'app.example', 'https://app.example', 101],
    ['with TLS, from a page that was loaded without TLS and could have been changed on the way', true, 'app.example', 'http://app.example', 403],
  ] as const)('%s', async (_what, isSecure, host, origin, status) => {
    expect(await opens(isSecure, host, origin)).toBe(status);
  });

  it.each([
    ['https://app.example:443', 'https://app.example', 101],
    ['https://app.example', 'https://app.example:443', 101],
    ['https://app.example', 'http://app.example', 403],
    ['https://app.example', 'https://www.app.example', 403],
    ['https://app.example', 'https://app.example:8443', 403],
  ] as const)('with origins: [%j], a page of %s gets %i', async (allowed, origin, status) => {
    expect(await opens(false, '127.0.0.1:4000', origin, [allowed])).toBe(status);
  });
});

/** A name as of a service that forwards a public host to a port of the developer's machine. */
const name = 'x7-3000.forwarded.example';
const page = { Origin: `https://${name}` };
const forwarded = { ...page, 'X-Forwarded-Host': name, 'X-Forwarded-Proto': 'https' };

const wsOf = (headers: Record<string, string>) => ({ headers: { ...handshake, ...headers } });

describe('A forwarded dev host:', () => {
  it('is foreign by default, whatever its headers say, and the refusal names the flag', async () => {
    const lab = await startTestLab();
    const own = `127.0.0.1:${lab.port}`;
    const problem = expectProblem(await ask(lab, '/stream/websocket', wsOf({ ...forwarded, Host: own })), 403, 'foreign-origin');
    expect(problem.detail).toContain(`--allow-origin https://${name}`);
  });

  it('is accepted with --allow-origin, if the service changes Host to that of the machine', async () => {
    const lab = await startTestLab({ allowOrigin: [`https://${name}`] });
    const connection = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...page, Host: `localhost:${lab.port}` }));
    expect((await connection.response()).status).toBe(101);
  });

  it('is accepted with --allow-host, if the service passes Host on', async () => {
    const lab = await startTestLab({ allowHost: [name] });
    const connection = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...page, Host: name }));
    expect((await connection.response()).status).toBe(101);
  });

  it.each([
    ['if the headers match', {}, 101],
    ['except with another scheme in the headers', { 'X-Forwarded-Proto': 'http' }, 403],
    ['except with another name in the headers', { 'X-Forwarded-Host': 'other.example' }, 403],
    ['except if only the client has sent its name, ahead of the proxy', { 'X-Forwarded-Host': `${name}, other.example` }, 403],
  ])('with --trust-proxy a page has the own origin %s', async (_what, headers, status) => {
    const lab = await startTestLab({ trustProxy: true });
    const connection = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...forwarded, ...headers, Host: `localhost:${lab.port}` }));
    expect((await connection.response()).status).toBe(status);
  });

  test.each([false, true])('gives strangers the right to look only, although the lab listens on loopback, with weather %s', async (weather) => {
    const lab = await startTestLab({ trustProxy: true, weather });
    const headers = { Host: `127.0.0.1:${lab.port}`, 'X-Forwarded-Host': name, 'X-Forwarded-Proto': 'https' };
    const { welcome } = await Onlooker.at(lab, { origin: page.Origin, headers });
    expect(welcome).toMatchObject({ may: 'look', reason: expect.stringContaining(name) });
  });
});
