import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program as bench } from '../../bench/command-line/program.ts';
import { parseResult } from '../../bench/result/result.ts';
import { median } from '../../bench/statistics/index.ts';
import { seededRandom, shuffled } from '../../bench/statistics/random.ts';
import { examples } from '../../client/choosing/examples.ts';
import { measuredText } from '../../client/choosing/figures.ts';
import { type FigureName, figures, figureText } from '../../client/page/decide/measured.ts';
import type { Needs } from '../../client/page/decide/questions.ts';
import { recommend } from '../../client/page/decide/recommend.ts';
import { type Statement, textOf, unmeasured } from '../../client/page/decide/statement.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';
import { findPlace } from '../../server/lab/door-paths.ts';
import { readFacts } from '../browser-facts/facts.ts';
import { allNeeds } from './all-needs.ts';

const root = join(import.meta.dirname, '../..');
const textAt = (path: string): string => readFileSync(join(root, path), 'utf8');
const reference = textAt('bench/results/reference.json');

/** The values at a path such as `.measures[1].rows[2].rounds[].metrics.p50`, read as jq reads it and without code of the bench. */
function valuesAt(path: string, document: unknown): readonly unknown[] {
  const steps = [...path.matchAll(/\.(\w+)|\[(\d*)\]/g)].map(([, name, index]) => name ?? index ?? '');
  return steps.reduce<readonly unknown[]>(
    (found, step) => found.flatMap((value) => (step === '' ? (value as unknown[]) : [(value as Record<string, unknown>)[step]])),
    [document],
  );
}

const said = ({ reasons, counterArgument, ruledOut }: ReturnType<typeof recommend>): readonly Statement[] => [
  ...reasons,
  ...(counterArgument ? [counterArgument] : []),
  ...ruledOut.map(({ because }) => because),
];

/** The answers of each example, and enough random ones that every sentence occurs. */
const some: readonly Needs[] = [...Object.values(examples).map(({ needs }) => needs), ...shuffled(allNeeds, seededRandom(7)).slice(0, 1_500)];
const statements: readonly Statement[] = [
  ...new Map(some.flatMap((needs) => said(recommend(needs))).map((one) => [JSON.stringify(one), one])).values(),
];

describe('client/page/decide/measured.json', () => {
  it('is what npm run choosing writes from the committed run', () => {
    expect(textAt('client/page/decide/measured.json')).toBe(measuredText(parseResult(reference)));
  });

  const document: unknown = JSON.parse(reference);
  it.each(Object.keys(figures) as FigureName[])('%s is the median of the values at its path, with six digits', (name) => {
    const values = valuesAt(figures[name].path, document);
    expect(values.length).toBeGreaterThan(0);
    expect(figures[name].value).toBe(Number(median(values as number[]).toPrecision(6)));
  });

  it('has no figure that no sentence uses', () => {
    const used = new Set(
      statements.flatMap(({ parts }) => parts.flatMap((part) => (typeof part !== 'string' && 'figure' in part ? [part.figure] : []))),
    );
    expect(Object.keys(figures).filter((name) => !used.has(name as FigureName))).toEqual([]);
  });
});

describe('A sentence of a recommendation', () => {
  it('has no digits in its words except in names: each number is a figure, or follows from the answers', () => {
    for (const { parts } of statements) {
      const words = parts.filter((part) => typeof part === 'string').join('');
      expect(words.replace(/HTTP\/(1\.1|2)/g, '')).not.toMatch(/\d/);
    }
  });

  it('without a figure names its source', () => {
    for (const statement of statements) {
      const counted = statement.parts.some((part) => typeof part !== 'string' && 'figure' in part);
      expect(counted || statement.source !== undefined, textOf(statement)).toBe(true);
      // The page and the document then say that nothing was measured.
      expect(unmeasured(statement), textOf(statement)).toEqual(counted ? undefined : statement.source);
    }
  });

  it('names only sources that exist', () => {
    const facts = Object.keys(readFacts().browsers[0]?.facts ?? {});
    for (const { source } of statements) {
      if (source && 'fact' in source) expect(facts).toContain(source.fact);
      if (source && 'document' in source) expect(existsSync(join(root, 'docs', source.document.split('#')[0] ?? '')), source.document).toBe(true);
      if (source && 'section' in source)
        expect(source.url).toMatch(/^https:\/\/(www\.rfc-editor\.org|html\.spec\.whatwg\.org|websockets\.spec\.whatwg\.org)\//);
    }
  });

  it('with a figure has a command of the bench that measures it again', () => {
    for (const { parts, command } of statements) {
      if (!parts.some((part) => typeof part !== 'string' && 'figure' in part)) continue;
      expect(command).toMatch(/^npm run bench -- /);
      const args = (command ?? '').replace('npm run bench -- ', '').split(' ');
      expect(readCommandLine(bench, args).show).toBe('values');
    }
  });

  it('names only doors and controls that the page has', () => {
    const controls = [
      'Distance',
      'Poll every',
      'Cut the line',
      'Block WebSocket',
      'Buffering proxy',
      'All conditions',
      'Open more streams',
      'Black hole',
      'What if',
      'Test',
    ];
    const page = ['toolbar/toolbar.tsx', 'conditions/lab-faults.tsx', 'conditions/tab-faults.tsx', 'dock/panels.ts']
      .map((name) => textAt(`client/page/${name}`))
      .join('\n');
    for (const control of controls) expect(page, control).toMatch(new RegExp(`name="${control}"|'${control}'|^\\s+${control}$`, 'm'));
    for (const { door, act } of statements) {
      if (door === undefined) continue;
      expect(findPlace(door), door).toBeDefined();
      const rest = controls.reduce((text, control) => text.replaceAll(control, ''), act ?? '').replace(/WebSocket|POST/g, '');
      expect(rest, act).not.toMatch(/[A-Z]/);
    }
  });
});

describe('Claims about numbers hold in the committed run', () => {
  const value = (name: FigureName): number => figures[name].value;

  it.each([100, 300] as const)('websocket and sse differ by less than 5 % at %i ms, and long-polling is slower', (rtt) => {
    expect(Math.abs(value(`p50.sse.${rtt}`) - value(`p50.websocket.${rtt}`))).toBeLessThan(0.05 * value(`p50.sse.${rtt}`));
    expect(value(`p50.long-polling.${rtt}`)).toBeGreaterThan(1.2 * value(`p50.sse.${rtt}`));
  });

  it('a POST takes more bytes than a WebSocket message, a long poll more than an event, and an event more than a frame', () => {
    expect(value('uplink.post')).toBeGreaterThan(value('uplink.websocket'));
    expect(value('bytes.long-polling')).toBeGreaterThan(value('bytes.sse'));
    expect(value('bytes.sse')).toBeGreaterThan(value('bytes.websocket'));
  });

  it('six of eight event streams are open and two wait; a hidden tab slows a timer to more than a second', () => {
    expect([value('openLines.sse'), value('waitingLines.sse')]).toEqual([6, 2]);
    expect(value('longestGap.polling')).toBeGreaterThan(1_000);
  });

  it('the limit of long-polling is below that of sse', () => {
    expect(value('knee.long-polling')).toBeLessThan(value('knee.sse'));
  });

  it('long polls at a round trip of 300 ms exceed 0.2 s, at 100 ms they do not, and sse never does', () => {
    expect(value('p99.long-polling.300')).toBeGreaterThan(200);
    expect(value('p99.long-polling.100')).toBeLessThan(200);
    expect(value('p99.sse.300')).toBeLessThan(200);
  });

  it('a figure has its unit', () => {
    expect(figureText('bytes.sse')).toMatch(/ B$/);
    expect(figureText('p50.sse.100')).toMatch(/ ms$/);
    expect(figureText('longestGap.polling')).toMatch(/ s$/);
  });
});
