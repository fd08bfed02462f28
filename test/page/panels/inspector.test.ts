import { describe, expect, it } from 'vitest';
import { dissect, hexRow, partAt, textOf, total, usefulShare, windowOf } from '../../../client/page/inspector/dissection.ts';
import texts from '../../../client/page/inspector/part-texts.json' with { type: 'json' };
import { droppable, meaningOf } from '../../../client/page/inspector/part-texts.ts';
import { answer, body, encode, notification } from './exchange-bytes.ts';

const up = encode('GET /stream/polling?after=k3f9ab-41 HTTP/1.1\r\nHost: localhost:3000\r\nCookie: id=********\r\n\r\n');

describe('the parts of an exchange', () => {
  const dissection = dissect(up, answer(body));

  it('cover it from its first byte to its last, grouped by kind', () => {
    for (const { bytes, parts, sum } of [dissection.up, dissection.down]) {
      expect(total(sum)).toBe(bytes.length);
      expect(parts[0]?.from).toBe(0);
      expect(parts.at(-1)?.to).toBe(bytes.length);
      for (const [index, part] of parts.entries()) if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
    }
    expect(dissection.down.sum.payload).toBe(encode(notification).length);
  });

  it('include the transport, by the path', () => {
    expect(dissection.transport).toBe('polling');
    expect(dissect(encode('GET /stream/long-polling?after=now HTTP/1.1\r\n\r\n'), encode('')).transport).toBe('long-polling');
    expect(dissect(encode('GET /stream/websocket?lane=a HTTP/1.1\r\n\r\n'), encode('')).transport).toBe('websocket');
  });

  it('give the share of payload', () => {
    expect(usefulShare(dissection)).toBeCloseTo(encode(notification).length / (up.length + answer(body).length));
    expect(usefulShare(dissect(encode(''), encode('')))).toBe(0);
  });

  it('show a notification as text, whatever it contains, and shorten a long one', () => {
    const { down } = dissection;
    const part = down.parts.find(({ kind }) => kind === 'payload');
    expect(textOf(down, part as never)).toBe(notification);
    const long = dissect(up, answer(`{"cursor":"k3f9ab-42","notifications":[{"id":"k3f9ab-42","data":"${'x'.repeat(65_536)}"}]}`)).down;
    const text = textOf(long, long.parts.find(({ kind }) => kind === 'payload') as never);
    expect(text.length).toBeLessThan(4_100);
    expect(text).toContain('65,564 characters');
  });

  it('each have a text on their purpose, and on whether they could be dropped', () => {
    for (const direction of ['up', 'down'] as const) {
      for (const part of dissection[direction].parts) {
        expect(droppable(texts, part, direction)).toMatch(/\.$/);
        if (part.kind !== 'payload') expect(meaningOf(texts, part), part.name).toMatch(/\.$/);
      }
    }
  });
});

describe('the rows of the hex view', () => {
  const { down } = dissect(up, answer(body));

  it('contain every byte once, and are split where a part ends', () => {
    const rows = Array.from({ length: Math.ceil(down.bytes.length / 16) }, (_, index) => hexRow(down, index * 16, 16));
    const bytes = rows.flatMap((runs) => runs.flatMap(({ hex }) => hex.split(' ').map((byte) => Number.parseInt(byte, 16))));
    expect(bytes).toEqual([...down.bytes]);
    for (const runs of rows) for (const { part, kind } of runs) expect(down.parts[part]?.kind).toBe(kind);
  });

  it('show unprintable characters as dots', () => {
    expect(
      hexRow(down, 0, 16)
        .map(({ text }) => text)
        .join(''),
    ).toBe('HTTP/1.1 200 OK·');
  });

  it('find the part of any byte', () => {
    for (const [index, { from, to }] of down.parts.entries()) {
      expect(partAt(down.parts, from)).toBe(index);
      expect(partAt(down.parts, to - 1)).toBe(index);
    }
  });

  it('exist only as far as they are visible', () => {
    expect(windowOf(5_000, 22, 0, 264)).toEqual([0, 16]);
    const [first, end] = windowOf(5_000, 22, 22_000, 264);
    expect(first).toBe(996);
    expect(end - first).toBe(20);
    expect(windowOf(3, 22, 0, 264)).toEqual([0, 3]);
    expect(windowOf(0, 22, 0, 264)).toEqual([0, 0]);
  });
});
