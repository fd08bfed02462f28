import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { LabTokens } from '../../server/lab/access/tokens.ts';
import { isSameSecret } from '../../server/stream/guard/secret.ts';
import { Tickets } from '../../server/stream/guard/tickets.ts';

const compared: number[] = [];

vi.mock('node:crypto', async (load) => {
  const crypto = await load<typeof import('node:crypto')>();
  const timingSafeEqual: typeof crypto.timingSafeEqual = (one, other) => {
    compared.push(one.byteLength);
    return crypto.timingSafeEqual(one, other);
  };
  return { ...crypto, timingSafeEqual };
});

beforeEach(() => {
  compared.length = 0;
});

it('secrets are compared by their digests, in a time that reveals neither length nor content', () => {
  expect([isSameSecret('right', 'right'), isSameSecret('right', 'wrong'), isSameSecret('right', ''), isSameSecret('', '')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(compared).toEqual([32, 32, 32, 32]);
});

it('a token is always compared with both tokens of a lab', () => {
  const tokens = new LabTokens('of-the-teacher-alone', 'of-the-whole-class');
  for (const token of ['of-the-teacher-alone', 'of-the-whole-class', 'wrong', '']) {
    compared.length = 0;
    tokens.rightOf(token);
    expect(compared).toEqual([32, 32]);
  }
  expect(new LabTokens('', '').rightOf('')).toBeUndefined();
});

it('tickets are looked up by their digests, so that the time of a lookup reveals nothing about others', () => {
  const keys: unknown[] = [];
  const look = vi.spyOn(Map.prototype, 'get').mockImplementation(function (this: Map<unknown, unknown>, key: unknown) {
    keys.push(key);
    return undefined;
  });
  const tickets = new Tickets();
  const ticket = tickets.give({ read: true, publish: false }, 1_000);
  expect(() => tickets.use(ticket)).toThrow('good for one use');
  look.mockRestore();
  expect(keys).toEqual([expect.stringMatching(/^[\w+/]{43}=$/)]);
  expect(keys).not.toContain(ticket);
});

it('no other code of the server compares a token, a ticket, a cookie or a secret', () => {
  const folder = join(import.meta.dirname, '../../server');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  // Comparisons with a string literal, undefined or null are allowed: they ask only whether there is one.
  const comparison = /\b(?:token|ticket|cookie|secret)\b\)? [!=]== (?!'|undefined|null)|[!=]== (?:\w+\.)?(?:token|ticket|cookie|secret)\b/i;
  const found = files.flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => comparison.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
