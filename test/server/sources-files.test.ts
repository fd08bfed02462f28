import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSource } from '../../server/lab/sources/index.ts';
import { ndjsonSource } from '../../server/lab/sources/ndjson.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { parseCursor } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { openInNode } from '../support/platform.ts';
import { startTestLab } from '../support/start-lab.ts';
import { comeback, essentials, retained, startFedLab } from './sources-support.ts';

/** An NDJSON file for one test. */
function recorded(text: string): string {
  const path = join(temporaryFolder(), 'recorded.ndjson');
  writeFileSync(path, text);
  return path;
}

const ended = (said: readonly string[]) => eventually('the source to end', () => said.some((line) => line.includes(': ended after ')));

describe('A file of NDJSON:', () => {
  test('messages are published unchanged, other JSON and text as the data of the event "line", and blank lines are skipped.', async () => {
    const lines = [
      '{"event":"news","data":{"text":"grüß dich 🌍"},"at":1}',
      '{"event":"alarm","data":null,"broadcast":true}\r',
      '{"type":"broadcast","event":"alarm","data":[1]}',
      '',
      '  ',
      '42',
      '{"data":"no event"}',
      'GET / 200 {',
      '"the last line has no line break"',
    ];
    const path = recorded(`\uFEFF${lines.join('\n')}`);
    const before = Date.now() - 1;
    const { log, said } = await startFedLab(path);
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'news', data: { text: 'grüß dich 🌍' } },
      { event: 'alarm', data: null, broadcast: true },
      { event: 'alarm', data: [1], broadcast: true },
      { event: 'line', data: 42 },
      { event: 'line', data: { data: 'no event' } },
      { event: 'line', data: 'GET / 200 {' },
      { event: 'line', data: 'the last line has no line break' },
    ]);
    for (const { at } of retained(log)) expect(at).toBeGreaterThan(before);
    expect(said).toEqual([`source ${path}: ended after 9 lines, 7 published.`]);
  });

  test('a line that cannot be published is reported with its number, and the rest goes on.', async () => {
    const path = recorded(
      [
        '{"event":"fine","data":1}',
        `{"event":"${'x'.repeat(65)}","data":2}`,
        '{"event":"","data":3}',
        `{"event":"large","data":"${'x'.repeat(70_000)}"}`,
        'x'.repeat(3_000_000),
        '{"type":"delete","event":"a","data":6}',
        `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
        '{"event":"fine","data":8}\n',
      ].join('\n'),
    );
    const { log, said } = await startFedLab(path);
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'fine', data: 1 },
      { event: 'fine', data: 8 },
    ]);
    const leftOut = said.filter((line) => line.includes(' is left out: ')).map((line) => Number(/, line (\d+) is/.exec(line)?.[1]));
    expect(leftOut.sort()).toEqual([2, 3, 4, 5, 6, 7]);
    expect(said.find((line) => line.includes('line 5 '))).toBe(
      `source ${path}, line 5 is left out: Expected a line of at most 1048576 characters; got more. Split it.`,
    );
    expect(said.at(-1)).toBe(`source ${path}: ended after 8 lines, 2 published.`);
  });

  test('a character that is split between two chunks is read correctly, and so is a line.', async () => {
    const log = memoryLog();
    const said: string[] = [];
    const bytes = Buffer.from('"grüß 🌍"\n{"event":"a","data":"é"}\n');
    ndjsonSource(Readable.from(Array.from(bytes, (byte) => Buffer.from([byte]))), 'drops', log, (line) => said.push(line));
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'line', data: 'grüß 🌍' },
      { event: 'a', data: 'é' },
    ]);
  });

  test('the lab does not start if the source cannot be opened, says why, and leaves nothing running.', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'missing.ndjson');
    const remedy = 'Expected a file of NDJSON, - for standard input, or sse:URL.';
    const waiting = process.getActiveResourcesInfo().length;
    await expect(startFedLab(missing, { ticker: 1 })).rejects.toThrow(`--source ${missing}: there is no such file. ${remedy}`);
    await expect(startFedLab(folder)).rejects.toThrow(`--source ${folder}: this is a folder. ${remedy}`);
    await eventually('everything to be closed again', () => process.getActiveResourcesInfo().length <= waiting);
  });

  test.each(['websocket', 'sse', 'long-polling', 'polling'] as const)(
    '50,000 lines while a reader follows by %s: it gets everything, or a gap for what it missed.',
    async (transport) => {
      const count = 50_000;
      const path = recorded(Array.from({ length: count }, (_, index) => `{"event":"number","data":${index + 1}}\n`).join(''));
      const lab = await startTestLab();
      const reader = openInNode(lab.url, { transport, after: 'earliest' });
      await reader.hello();
      const said: string[] = [];
      onTestFinished(await openSource(path, lab.log, (line) => said.push(line)));
      await reader.until('the last line', () => reader.notifications.at(-1)?.data === count, comeback);
      await ended(said);
      expect(said).toEqual([`source ${path}: ended after ${count} lines, ${count} published.`]);
      const seq = (cursor: string) => parseCursor(cursor)?.seq ?? Number.NaN;
      const toldMissing = reader.gaps.reduce((sum, { from, to }) => sum + seq(to) - seq(from), 0);
      expect(reader.notifications.length + toldMissing).toBe(count);
      for (const { id, data } of reader.notifications) expect(data).toBe(seq(id));
    },
  );
});
