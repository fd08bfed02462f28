import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { ServerProcess, startServer } from '../support/lab-process.ts';
import { openInNode } from '../support/platform.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
if (!hasIpv6) console.warn('THIS MACHINE HAS NO ::1: the tests of IPv6 are SKIPPED.');

/** @returns the answer of `/healthz` there, or the code of the error */
async function healthAt(host: string, port: number): Promise<string> {
  try {
    return await (await fetch(`http://${host}:${port}/healthz`)).text();
  } catch (error) {
    return String((error as { cause: { code: string } }).cause.code);
  }
}

/** The process that holds the port. */
const weatherOf = ({ stdout }: ServerProcess) => /network of \d+ ms is in front \(process (\d+)\)/.exec(stdout)?.[1];

const healthy = '{"status":"ok"}';

/** Occupies a port of the machine for one test. */
async function takePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return listeningPort(server);
}

describe('The addresses on which the server listens:', () => {
  test('by default it is on 127.0.0.1, under the name localhost.', async () => {
    const { port, stdout } = await startServer();
    expect(stdout).toMatch(
      /^Transport Lab: http:\/\/localhost:\d+ {2}\(process \d+; stop with Ctrl-C\)\nA simulated network of 100 ms is in front \(process \d+\); --no-weather serves without it\.\n$/,
    );
    expect(await healthAt('127.0.0.1', port)).toBe(healthy);
    expect(await healthAt('localhost', port)).toBe(healthy);
  });

  test.skipIf(!hasIpv6)('by default it is also on ::1, with all transports.', async () => {
    const server = await startServer();
    expect(await healthAt('[::1]', server.port)).toBe(healthy);
    for (const transport of ['sse', 'websocket', 'long-polling'] as const) {
      const subject = openInNode(`http://[::1]:${server.port}`, { transport });
      await subject.hello();
      await subject.call('publish', 'greeting', transport);
      await subject.reach(1);
      expect(subject.notifications[0]?.data).toBe(transport);
    }
    server.child.kill('SIGTERM');
    expect(await server.ends(20_000)).toEqual({ code: 0, signal: null });
  });

  test.skipIf(!hasIpv6)('with --host 127.0.0.1 it is only on that address.', async () => {
    const { port } = await startServer(['--host', '127.0.0.1']);
    expect(await healthAt('127.0.0.1', port)).toBe(healthy);
    expect(await healthAt('[::1]', port)).toBe('ECONNREFUSED');
  });

  test.skipIf(!hasIpv6)('with --host ::1 it is only on that address, and its URL has brackets.', async () => {
    const { port, stdout } = await startServer(['--host', '::1']);
    expect(stdout).toContain(`http://[::1]:${port} `);
    expect(await healthAt('[::1]', port)).toBe(healthy);
    expect(await healthAt('127.0.0.1', port)).toBe('ECONNREFUSED');
  });

  test.each([[['--no-weather']], [['--token', 'auto']]])('with --host 0.0.0.0 and %j it warns that everybody can read and publish.', async (args) => {
    const server = await startServer(['--host', '0.0.0.0', ...args]);
    await server.says('Warning: listening on 0.0.0.0. Everybody who reaches this address can read and publish.');
    expect(await healthAt('127.0.0.1', server.port)).toBe(healthy);
  });

  test.each([[['--no-weather']], [['--token', 'auto']]])(
    'an address of another machine ends it with exit code 1 and a message, with %j.',
    async (args) => {
      const server = new ServerProcess(['--port', '0', '--host', '192.0.2.1', ...args]);
      expect(await server.ends()).toEqual({ code: 1, signal: null });
      expect(server.stderr).toBe('192.0.2.1 is no address of this machine. Use localhost, one of its own addresses, or 0.0.0.0.\n');
    },
  );
});

describe.each([[[]], [['--no-weather']]])('A port that is in use ends the server with exit code 1, with %j,', (args: readonly string[]) => {
  // Without ss and lsof the process cannot be found.
  const holder = new RegExp(`taken by (another program|\\S+ \\(process ${process.pid}\\))`);

  test('with a message that names the process on it and the remedy.', async () => {
    const port = await takePort('127.0.0.1');
    const server = new ServerProcess(['--port', String(port), ...args]);
    expect(await server.ends()).toEqual({ code: 1, signal: null });
    expect(server.stdout).toBe('');
    expect(server.stderr).toMatch(holder);
    expect(server.stderr).toMatch(
      new RegExp(`^Port ${port} on 127.0.0.1 is .*\\. End that program, or choose another port: .* --port ${port + 1} .*\\n$`),
    );
  });

  test('also if another lab has it, with the id of its process.', async () => {
    const first = await startServer([...args]);
    const second = new ServerProcess(['--port', String(first.port), ...args]);
    expect(await second.ends()).toEqual({ code: 1, signal: null });
    expect(second.stderr).toMatch(new RegExp(`taken by (another program|\\S+ \\(process ${args.length ? first.child.pid : weatherOf(first)}\\))`));
    expect(await healthAt('127.0.0.1', first.port)).toBe(healthy);
  });

  test.skipIf(!hasIpv6)('also if it is in use on ::1 only.', async () => {
    const port = await takePort('::1');
    const server = new ServerProcess(['--port', String(port), ...args]);
    expect(await server.ends()).toEqual({ code: 1, signal: null });
    expect(server.stderr).toMatch(holder);
    expect(server.stderr).toContain(`Port ${port} on ::1 is taken`);
    const freed = connect(port, '127.0.0.1');
    const [error] = (await once(freed, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
