import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mostConnections } from '../../client/page/race/connections.ts';
import { places, readFacts } from '../browser-facts/facts.ts';
import { questions } from '../browser-facts/questions.ts';
import { factsTable, tableIn } from '../browser-facts/table.ts';
import { browserNames } from '../support/browsers/provide.ts';

const facts = readFacts();
const of = (key: string) => Object.fromEntries(facts.browsers.map(({ name, facts: all }) => [name, all[key]]));

test('the facts contain an answer of every browser to every question, and no others', () => {
  expect(facts.browsers.map(({ name }) => name)).toEqual(browserNames);
  for (const { facts: all, name } of facts.browsers) expect(Object.keys(all), name).toEqual(questions.map(({ key }) => key));
});

test('the table in docs/browsers.md is made from docs/browser-facts.json, as npm run browser:facts writes it', () => {
  expect(tableIn(readFileSync(places.document, 'utf8'))).toBe(factsTable(facts));
});

test('what the page and the client library assume of all browsers is true for each of the three', () => {
  expect(of('event-streams')).toEqual({ Chromium: mostConnections, Firefox: mostConnections, WebKit: mostConnections });
  for (const ends of Object.values(of('endings'))) expect(ends).toEqual(['503', '502', '500', '429', '404', '204', 'text/plain']);
  // "each browser takes its own, 3 or 5 s"
  for (const wait of Object.values(of('wait-of-its-own'))) expect([3, 5]).toContain(Math.round(Number(wait) / 1_000));
});

test('the browsers differ as documented: a WebSocket beside six event streams', () => {
  expect(of('websocket-beside-six')).toEqual({ Chromium: 'opens', Firefox: 'waits', WebKit: 'waits' });
});

test('what docs/browsers.md says about hidden tabs and unreachable servers is true', () => {
  expect([of('absence'), of('absence-elsewhere')]).toEqual([
    { Chromium: 'comes back', Firefox: 'comes back', WebKit: 'comes back' },
    { Chromium: 'comes back', Firefox: 'gives up', WebKit: 'comes back' },
  ]);
  const minutes = Object.entries(of('hidden-timer')).map(([name, counts]) => [name, ...[counts ?? []].flat().map(Number)] as const);
  for (const [name, first, ...later] of minutes) {
    expect(Math.abs(Number(first) - 60), `${name} at first`).toBeLessThan(6);
    const expected = name === 'Chromium' ? 1 : 60;
    for (const count of later) expect(Math.abs(count - expected), `${name} later`).toBeLessThan(6);
  }
});
