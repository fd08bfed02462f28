import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosingText } from '../../client/choosing/document.ts';
import { examples } from '../../client/choosing/examples.ts';
import { recommend } from '../../client/page/decide/recommend.ts';
import { changeSentences, codeOf, headlineOf, needsSentence, teamText } from '../../client/page/decide/words.ts';

const textAt = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

describe('docs/choosing.md', () => {
  it('is what npm run choosing writes', () => {
    expect(textAt('docs/choosing.md')).toBe(choosingText());
  });

  it('is linked from the README', () => {
    expect(textAt('README.md')).toContain('[Which one should I use?](docs/choosing.md)');
  });
});

describe('The paragraph for a team', () => {
  const url = 'http://lab.example/decide?direction=down';

  it('contains the choice, the needs, the reasons, the counter-argument, what would change it, the run and the link', () => {
    const { needs } = examples.sse;
    const recommendation = recommend(needs);
    const text = teamText(needs, recommendation, url);
    expect(text).toMatch(/^We take sse for our notifications, given that the page sends nothing, /);
    expect(text).toContain(needsSentence(needs));
    expect(text).toContain(recommendation.assumption);
    expect(text).toContain('But: ');
    for (const sentence of changeSentences(recommendation.changes)) expect(text).toContain(sentence);
    expect(text).toMatch(/Measured by `npm run bench .* at commit [0-9a-f]{12} on \d{4}-\d\d-\d\d/);
    expect(text.endsWith(url)).toBe(true);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('says that none of the four fits, and why', () => {
    const { needs } = examples['nothing-fits'];
    const recommendation = recommend(needs);
    expect(headlineOf(recommendation)).toBe('None of the four fits all of this.');
    expect(codeOf(recommendation)).toBeUndefined();
    expect(teamText(needs, recommendation, url)).toMatch(/^None of .* fits, given .* Not polling: .* Not websocket: /);
  });
});

describe('The line of code', () => {
  it('lists the fallbacks in order, and the poll interval', () => {
    expect(codeOf(recommend(examples.sse.needs))).toBe(
      "const stream = openStream('/', { transport: ['sse', 'long-polling', 'polling'], interval: 1500 });",
    );
    expect(codeOf(recommend(examples['websocket-sends'].needs))).toContain("transport: ['websocket', 'sse', 'long-polling', 'polling']");
  });
});
