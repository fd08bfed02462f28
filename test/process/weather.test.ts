import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { TelemetryMessage } from '../../server/lab/apparatus/telemetry/messages.ts';
import { eventually } from '../support/eventually.ts';
import { ServerProcess, startServer } from '../support/lab-process.ts';
import { patience } from '../support/patience.ts';

const weatherOf = ({ stdout }: ServerProcess): number => Number(/network of \d+ ms is in front \(process (\d+)\)/.exec(stdout)?.[1]);

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The child processes of a process, from /proc of Linux. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);

/** @returns the welcome */
async function look(port: number, origin: string, query = ''): Promise<TelemetryMessage> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/telemetry${query}`, { origin });
  onTestFinished(() => ws.terminate());
  const [text] = (await once(ws, 'message', { signal: AbortSignal.timeout(patience) })) as [Buffer];
  return JSON.parse(String(text)) as TelemetryMessage;
}

describe('The weather process', () => {
  test('runs in front: a round trip takes as long as --rtt says, and telemetry on the same port bypasses it.', async () => {
    const server = await startServer(['--rtt', '300']);
    expect(server.stdout).toContain('A simulated network of 300 ms is in front');
    const started = performance.now();
    expect(await (await fetch(`http://127.0.0.1:${server.port}/lab`)).json()).toEqual({ weather: true, urls: [] });
    expect(performance.now() - started).toBeGreaterThanOrEqual(300);
    const origin = `http://127.0.0.1:${server.port}`;
    expect(await look(server.port, origin)).toMatchObject({ type: 'welcome', may: 'control', state: { weather: { rtt: 300 } } });
  });

  test('ends with the lab, also when the lab is killed.', async () => {
    const [polite, killed] = await Promise.all([startServer(), startServer()]);
    const pids = [weatherOf(polite), weatherOf(killed)];
    expect(pids.every(isThere)).toBe(true);
    polite.child.kill('SIGTERM');
    killed.child.kill('SIGKILL');
    await Promise.all([polite.ends(), killed.ends()]);
    await eventually('both to be gone', () => !pids.some(isThere));
  });

  test('ends the lab when it dies, with a message and exit code 1.', async () => {
    const server = await startServer();
    process.kill(weatherOf(server), 'SIGKILL');
    expect(await server.ends()).toEqual({ code: 1, signal: null });
    expect(server.stderr).toBe('The weather process ended with SIGKILL. Nobody reaches the lab without it, so the lab ends too.\n');
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('passes %s on to the lab, because it holds the port and may get the signal instead.', async (signal) => {
    const server = await startServer();
    process.kill(weatherOf(server), signal);
    expect(await server.ends()).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe(`${signal}: saying goodbye to 0 readers.\n`);
  });

  test('is killed if it is stopped, so that the lab can end.', async () => {
    const server = await startServer();
    const pid = weatherOf(server);
    process.kill(pid, 'SIGSTOP');
    server.child.kill('SIGTERM');
    expect(await server.ends()).toEqual({ code: 0, signal: null });
    await eventually('the weather process to end', () => !isThere(pid));
  });

  test('does not open a debugger on SIGUSR1, and neither does the lab.', async () => {
    const server = await startServer();
    for (const pid of [server.child.pid ?? 0, weatherOf(server)]) process.kill(pid, 'SIGUSR1');
    // Both answer, so the signal has been handled before.
    await fetch(`http://127.0.0.1:${server.port}/healthz`);
    server.child.kill('SIGTERM');
    expect(await server.ends()).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('SIGTERM: saying goodbye to 0 readers.\n');
  });

  // Only Linux has the list of children in /proc.
  test.runIf(existsSync('/proc/self/task'))("and the bots' process end when the lab is killed.", async () => {
    const server = await startServer(['--rtt', '0']);
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}/telemetry`, { origin: `http://127.0.0.1:${server.port}` });
    onTestFinished(() => ws.terminate());
    await once(ws, 'open');
    ws.send('{"type":"bots","bots":{"sse":3},"ref":1}');
    await eventually("the bots' process to start", () => childrenOf(server.child.pid ?? 0).length === 2);
    const children = childrenOf(server.child.pid ?? 0);
    server.child.kill('SIGKILL');
    await server.ends();
    await eventually('both to be gone', () => !children.some(isThere));
  });

  test('makes a source wait during a restart, and then go on.', async () => {
    const server = await startServer(['--source', '-', '--rtt', '0']);
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}/telemetry`, { origin: `http://127.0.0.1:${server.port}` });
    onTestFinished(() => ws.terminate());
    const faults: number[] = [];
    ws.on('message', (text) => {
      const message = JSON.parse(String(text)) as TelemetryMessage;
      if (message.type === 'state') faults.push(message.state.faults.length);
    });
    await once(ws, 'open');
    ws.send('{"type":"fault","fault":{"kind":"restart","seconds":600}}');
    const published = () =>
      fetch(`http://127.0.0.1:${server.port}/stream/polling?after=earliest`).then(
        (answer) => answer.text(),
        () => 'nobody',
      );
    await eventually('the streams to be down', async () => (await published()) === 'nobody');
    server.child.stdin?.write('"said meanwhile"\n');
    ws.send('{"type":"lift"}');
    await eventually('the line that was written meanwhile', async () => (await published()).includes('said meanwhile'));
    expect([faults[0], faults.at(-1)]).toEqual([1, 0]);
  });

  test('does not run with --no-weather or WEATHER=0.', async () => {
    for (const [args, environment] of [
      [['--no-weather'], {}],
      [[], { WEATHER: '0' }],
    ] as const) {
      const server = await startServer([...args], { environment });
      expect(server.stdout).toContain('\nNo simulated network in front: ');
      expect(await (await fetch(`http://127.0.0.1:${server.port}/lab`)).json()).toEqual({ weather: false, urls: [] });
    }
  });
});

describe('Control of faults:', () => {
  test('on an address that others reach the lab starts only with a token or without weather; otherwise it prints the reason and the remedy.', async () => {
    const server = new ServerProcess(['--port', '0'], { environment: { HOST: '0.0.0.0' } });
    expect(await server.ends()).toEqual({ code: 2, signal: null });
    expect(server.stdout).toBe('');
    expect(server.stderr).toMatch(
      /^--host 0\.0\.0\.0: everybody who reaches this address could break the lab, .* --token auto, .* --no-weather, .*\.\n$/,
    );
  });

  test('with --token auto the URL contains the token, and a client with it has control.', async () => {
    const server = await startServer(['--host', '0.0.0.0', '--token', 'auto']);
    const [, token] = /^Transport Lab: http:\/\/0\.0\.0\.0:\d+\/#token=([\w-]{24}) /.exec(server.stdout) ?? [];
    const origin = `http://127.0.0.1:${server.port}`;
    expect(await look(server.port, origin, `?token=${token}`)).toMatchObject({ may: 'control' });
    expect(await look(server.port, origin)).toMatchObject({ may: 'look', reason: expect.stringContaining('#token=') });
  });
});
