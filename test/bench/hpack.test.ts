import { describe, expect, it } from 'vitest';
import { frontAnswerHead, frontEmptyHead, IndexingSizes, LiteralSizes } from '../../bench/model/index.ts';

describe('Header blocks', () => {
  it('have the sizes of the examples of RFC 7541, appendix C.4', () => {
    const sizes = new IndexingSizes();
    // 58 86 a8eb10649cbf, then one byte for each field that is in the table; 40 88 25a849e95ba97d7f 89 25a849e95bb8e8b4bf.
    expect(sizes.next([['cache-control', 'no-cache']])).toBe(8);
    expect(sizes.next([['cache-control', 'no-cache']])).toBe(1);
    expect(sizes.next([['custom-key', 'custom-value']])).toBe(20);
    expect(
      sizes.next([
        ['custom-key', 'custom-value'],
        ['cache-control', 'no-cache'],
      ]),
    ).toBe(2);
  });

  it('send a name by its index if the value is new', () => {
    const sizes = new IndexingSizes();
    // 61 96, and 22 bytes of Huffman code.
    expect(sizes.next([['date', 'Mon, 21 Oct 2013 20:13:21 GMT']])).toBe(24);
    expect(sizes.next([['date', 'Mon, 21 Oct 2013 20:13:22 GMT']])).toBe(24);
    expect(sizes.next([['date', 'Mon, 21 Oct 2013 20:13:21 GMT']])).toBe(1);
  });

  it('evict a field after 4,096 bytes of newer fields, and before that refer to it by two bytes', () => {
    const sizes = new IndexingSizes();
    const first = [['server', 'Caddy']] as const;
    const whole = sizes.next(first);
    // Each of these takes 4 + 4 + 32 bytes of the table.
    const push = (from: number, count: number) => Array.from({ length: count }, (_, index) => sizes.next([['date', `${from + index}`]]));
    push(1_000, 64);
    expect(sizes.next(first)).toBe(1);
    push(2_000, 1);
    expect(sizes.next(first)).toBe(2);
    push(3_000, 40);
    expect(sizes.next(first)).toBe(whole);
  });

  it('have the same size every time without a table', () => {
    const plain = new LiteralSizes({ huffman: false });
    const fields = [
      [':status', '204'],
      ['cache-control', 'no-store'],
      ['date', 'Sat, 28 Nov 2026 18:59:59 GMT'],
    ] as const;
    expect([plain.next(fields), plain.next(fields)]).toEqual([42, 42]);
  });

  it('refuse text that is not a head', () => {
    expect(() => new IndexingSizes().next([['server', 'Ünïcode']])).toThrow('Expected printable ASCII; got "Ü".');
  });
});

it('A proxy writes its own heads', () => {
  expect(frontEmptyHead({ name: 'nginx', version: '1.22.1', port: 443 })).toBe(
    'HTTP/1.1 204 No Content\r\nServer: nginx/1.22.1\r\nDate: Sat, 28 Nov 2026 18:57:15 GMT\r\nConnection: keep-alive\r\nCache-Control: no-store\r\n\r\n'
      .length,
  );
  expect(frontAnswerHead({ name: 'caddy', version: '2.6.2', port: 43_795 })).toBe(
    'HTTP/1.1 200 OK\r\nAlt-Svc: h3=":43795"; ma=2592000\r\nCache-Control: no-store\r\nContent-Length: \r\nContent-Type: application/json\r\nDate: Sat, 28 Nov 2026 18:57:18 GMT\r\nServer: Caddy\r\n\r\n'
      .length,
  );
});
