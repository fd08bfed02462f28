import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/reading.md'), 'utf8');

/** Each place: a file, and a text that it contains. */
const places = [...text.matchAll(/`([\w/.-]+\.tsx?)` › `([^`]+)`/g)].map(([, file = '', what = '']) => ({ file, what }));

describe('the tour through the code', () => {
  it('leads to the log, each transport, the flush, the client and the page', () => {
    expect(places.length).toBeGreaterThan(25);
    for (const room of ['log', 'transports', 'delivery']) expect(places.some(({ file }) => file.startsWith(`server/stream/${room}/`))).toBe(true);
    for (const room of ['client/stream/', 'client/page/']) expect(places.some(({ file }) => file.startsWith(room))).toBe(true);
  });

  it.each(places)('finds $what in $file', ({ file, what }) => {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(what);
  });

  it('names only files that exist', () => {
    const named = [...text.matchAll(/`((?:server|client|bench|test)\/[\w/.-]+)`/g)].map(([, file = '']) => file);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('has an answer to each question, collapsed', () => {
    const questions = text.match(/^\*\*Question \d+\.\*\*/gm) ?? [];
    expect(questions.length).toBeGreaterThanOrEqual(7);
    expect(text.match(/<details><summary>Answer<\/summary>/g)).toHaveLength(questions.length);
  });
});
