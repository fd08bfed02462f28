import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PeersResult } from '../../bench/peers/result.ts';
import { markers, peersSection } from '../../bench/peers/section.ts';
import { markedPart, withMarked } from '../../bench/report/marked.ts';

const inRepository = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const document = readFileSync(inRepository('docs/peers.md'), 'utf8');
const committed = inRepository('bench/results/peers.json');

test('docs/peers.md contains the tables of the committed run, as npm run peers:tables writes them', () => {
  expect(existsSync(committed)).toBe(true);
  const result = JSON.parse(readFileSync(committed, 'utf8')) as PeersResult;
  const section = peersSection(result, '../bench/results/peers.json');
  expect(markedPart(document, markers)).toBe(section);
  expect(result.settings.rounds).toBeGreaterThanOrEqual(5);
  // The run is of a commit that can be checked out.
  expect(result.commit).toMatch(/^[0-9a-f]{40}$/);
});

test('the section replaces an older one, and a document without a place for it is refused', () => {
  const section = `${markers.begin}\nanother\n${markers.end}`;
  const withSection = (text: string, part: string) => withMarked(text, part, markers, 'docs/peers.md');
  expect(withSection(withSection(document, section), markedPart(document, markers) as string)).toBe(document);
  expect(() => withSection('# Peers', section)).toThrow(/Expected .*bench:peers.* in docs\/peers\.md; got neither/);
});
