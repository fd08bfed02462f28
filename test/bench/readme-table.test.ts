import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markers, readmeSection, resultsSection, sectionIn, viaSection, withSection } from '../../bench/report/readme-section.ts';
import { summarize } from '../../bench/report/summary.ts';
import { parseResult } from '../../bench/result/result.ts';
import { fixtureResult } from './fixture-result.ts';

const path = 'bench/results/reference.json';
const inRepository = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const readme = readFileSync(inRepository('README.md'), 'utf8');

describe('The README', () => {
  it('contains the table of the committed run, as npm run readme:table writes it, and none without a run', () => {
    const reference = inRepository(path);
    const section = existsSync(reference) ? readmeSection(summarize(parseResult(readFileSync(reference, 'utf8'))), path) : undefined;
    expect(sectionIn(readme)).toBe(section);
    if (section !== undefined) {
      const whole = resultsSection(summarize(parseResult(readFileSync(reference, 'utf8'))), `../${path}`);
      expect(sectionIn(readFileSync(inRepository('docs/results.md'), 'utf8'))).toBe(whole);
    }
    if (section === undefined) for (const marker of Object.values(markers)) expect(readme).not.toContain(marker);
  });
});

it('The README contains the table of the committed run through proxies', () => {
  const through = 'bench/results/via.json';
  expect(readme).toContain(viaSection(summarize(parseResult(readFileSync(inRepository(through), 'utf8'))), through));
});

describe('The section of a run', () => {
  const section = readmeSection(summarize(fixtureResult()), path);

  it('names the command, the commit and the machine of its numbers', () => {
    for (const told of ['npm run bench -- --runs 5 --seed 2026 --browser', '0'.repeat(40), 'Example CPU 2.5 GHz', '◆ websocket'])
      expect(section).toContain(told);
    const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('| '));
    expect(
      lines(section)
        .slice(2)
        .map((line) => line.split(' | ')[0]),
    ).toEqual(['| ■ polling', '| ▲ long-polling', '| ● sse', '| ◆ websocket']);
    expect(lines(resultsSection(summarize(fixtureResult()), path))).toHaveLength(16);
  });

  it('goes before the first example, replaces an older one, and changes nothing else', () => {
    const without = readme.replace(`${sectionIn(readme) ?? ''}\n\n`, '');
    const first = withSection(without, section);
    expect(sectionIn(first)).toBe(section);
    expect(first.replace(`${section}\n\n`, '')).toBe(without);
    const second = withSection(first, section.replaceAll('websocket', 'WebSocket'));
    expect(withSection(second, section)).toBe(first);
  });

  it('names the missing place if a document has none for it', () => {
    expect(() => withSection('# Another project\n', section)).toThrow(
      /Expected .*bench:table.* or the heading "## Try it from the terminal" in README.md/,
    );
  });
});
