import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { decodeChunks } from '../support/chunked.ts';
import { eventually } from '../support/eventually.ts';
import { startServer } from '../support/lab-process.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, openRaw, type RawConnection } from '../support/raw-http.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

/** The bytes after the head. */
const bodyOf = ({ received }: RawConnection): string => received.slice(received.indexOf('\r\n\r\n') + 4);
const decoded = (connection: RawConnection) => decodeChunks(bodyOf(connection));
const idsIn = (chunk = ''): string[] => [...chunk.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id as string);

describe('An event stream on HTTP/1.1', () => {
  test('is sent in chunks: retry and hello in the first, then one for each write, however many notifications it contains', async () => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(get('/stream/sse'));
    await connection.hears('event: hello');
    await appendNumbers(lab, 1);
    await connection.hears('"data":1,');
    await appendNumbers(lab, 40, 'together', 2);
    await lab.log.append([{ event: 'größe', data: 'ü€😀'.repeat(7_000) }]);
    await appendNumbers(lab, 1, 'last', 43);
    await connection.hears('"event":"last"');
    await connection.until('the end of its chunk', () => decoded(connection).rest === '');

    const headers = connection.responses[0]?.headers ?? {};
    expect(headers['transfer-encoding']).toBe('chunked');
    // With `Connection: close`, undici takes the end of the connection for the end of the body, even if chunks are missing.
    for (const name of ['content-length', 'connection', 'keep-alive']) expect(headers).not.toHaveProperty(name);
    const { chunks, complete } = decoded(connection);
    expect(complete).toBe(false);
    expect(chunks[0]).toMatch(/^retry: \d+\nevent: hello\nid: \S+\ndata: \{.*\}\n\n$/);
    expect(idsIn(chunks[1])).toEqual([lab.log.window.cursor(1)]);
    expect(idsIn(chunks[2]).slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, index) => lab.log.window.cursor(index + 2)));
    for (const chunk of chunks) expect(chunk).toMatch(/\n\n$/);
    expect(chunks.slice(1).flatMap(idsIn)).toHaveLength(43);
  });

  test('has a chunk for hello, one for the gap and one for each heartbeat', async () => {
    const lab = await startTestLab({ heartbeat: 0.05 });
    await appendNumbers(lab, 2);
    const connection = (await openRaw(lab)).send(get('/stream/sse?after=elsewhere-7'));
    await connection.until('a heartbeat', () => decoded(connection).chunks.length >= 5);
    const { chunks } = decoded(connection);
    expect(chunks.slice(0, 2).map((chunk) => /^event: (.*)$/m.exec(chunk)?.[1])).toEqual(['hello', 'gap']);
    expect(idsIn(chunks[2])).toHaveLength(2);
    for (const chunk of chunks.slice(3)) expect(chunk).toBe(`event: heartbeat\nid: ${lab.log.window.cursor(2)}\ndata: {}\n\n`);
  });

  test('is complete when the server shuts down', async () => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(get('/stream/sse'));
    const fetched = fetch(`${lab.url}/stream/sse`).then((response) => response.text());
    await connection.hears('event: hello');
    await eventually('two readers', () => lab.followers() === 2);
    void lab.close();
    await connection.isEnded();
    expect(decoded(connection)).toMatchObject({ complete: true, rest: '' });
    expect(await fetched).toContain('event: hello');
  });

  test('is incomplete when its reader is cut off', async () => {
    const lab = await startTestLab({ stall: 0.3 });
    const stuck = (await openRaw(lab)).send(get('/stream/sse'));
    await stuck.hears('event: hello');
    stuck.socket.pause();
    for (let count = 0; count < 400; count += 1) {
      await lab.log.append([{ event: 'much', data: 'x'.repeat(60_000) }]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually('the reader to be cut off', () => lab.followers() === 0);
    stuck.socket.resume();
    await stuck.isEnded();
    expect(decoded(stuck).complete).toBe(false);
  });

  test('is incomplete after a kill: fetch rejects, and Node reports `aborted`', async () => {
    const server = await startServer(['--no-weather']);
    const url = `${await server.url()}/stream/sse`;
    const raw = (await openRaw(server)).send(get('/stream/sse'));
    const reading = (await fetch(url)).text();
    const [response] = (await once(httpGet(url), 'response')) as [IncomingMessage];
    const broken = once(response.resume(), 'error');
    await raw.hears('event: hello');
    server.child.kill('SIGKILL');
    await expect(reading).rejects.toThrow('terminated');
    expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
    await raw.isEnded();
    expect(decoded(raw).complete).toBe(false);
  });
});

test.each(['', 'TE: chunked\r\n'])('An event stream on HTTP/1.0 has the same events without chunks, also with the header: %j', async (fields) => {
  const lab = await startTestLab();
  const plain = (await openRaw(lab)).send(`GET /stream/sse HTTP/1.0\r\nHost: localhost\r\n${fields}\r\n`);
  const chunked = (await openRaw(lab)).send(get('/stream/sse'));
  for (const connection of [plain, chunked]) await connection.hears('event: hello');
  await appendNumbers(lab, 30);
  for (const connection of [plain, chunked]) await connection.hears('"data":30,');
  await chunked.until('the end of its chunk', () => decoded(chunked).rest === '');
  const withoutRetry = (text: string) => text.replace(/^retry: \d+\n/, '');
  expect(plain.responses[0]?.headers).not.toHaveProperty('transfer-encoding');
  expect(withoutRetry(bodyOf(plain))).toBe(withoutRetry(decoded(chunked).chunks.join('')));
  void lab.close();
  for (const connection of [plain, chunked]) await connection.isEnded();
  expect(bodyOf(plain)).toMatch(/\}\n\n$/);
});
