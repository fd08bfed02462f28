import { describe, expect, it } from 'vitest';
import { measureNames, measures } from '../../bench/result/measures.ts';
import { metricNames } from '../../bench/result/metrics.ts';
import { formatResult, parseResult, schemaVersion } from '../../bench/result/result.ts';
import { ShapeError } from '../../bench/result/shape.ts';
import { fixtureResult } from './fixture-result.ts';

const result = fixtureResult();

/** The fixture's file with one change. */
const changed = (change: (document: Record<string, unknown>) => void): string => {
  const document = JSON.parse(formatResult(result)) as Record<string, unknown>;
  change(document);
  return JSON.stringify(document);
};

describe('A result file', () => {
  it('is read as it was written', () => {
    expect(parseResult(formatResult(result))).toEqual(result);
  });

  it('is the same for the same seed', () => {
    expect(formatResult(fixtureResult(7))).toBe(formatResult(fixtureResult(7)));
    expect(formatResult(fixtureResult(7))).not.toBe(formatResult(fixtureResult(8)));
  });

  it.each([
    ['no JSON', 'oops', /got no JSON/],
    ['null', 'null', /"schema": "transport-lab\/bench-result"; got none/],
    ['a foreign document', '{"schema":"k6"}', /got "k6"/],
    ['no version', changed((document) => delete document.version), /schema version 1; got none/],
    ['an older version', changed((document) => Object.assign(document, { version: 0 })), /got 0\. Run the bench again/],
    [
      'a future version',
      changed((document) => Object.assign(document, { version: schemaVersion + 1, added: 'later' })),
      /got version 2, written by a later lab/,
    ],
    ['a missing field', changed((document) => delete document.seed), /^seed: expected a whole number from 0 up; got nothing\.$/],
    ['a misspelt field', changed((document) => Object.assign(document, { sede: 1 })), /only the fields schema, version.*; got "sede"/],
    ['a time that is none', changed((document) => Object.assign(document, { started: 'today' })), /^started: expected a time such as/],
    [
      'an invalid measure',
      changed((document) => Object.assign(document, { measures: [{ name: 'speed', rows: [], warnings: [] }] })),
      /^measures\[0\]\.name: expected one of bytes, latency/,
    ],
    ['text for a flag', changed((document) => Object.assign(document, { partial: 'no' })), /^partial: expected true or false; got "no"/],
  ])('with %s is refused, with the expected and the actual value', (_, json, message) => {
    expect(() => parseResult(json)).toThrow(ShapeError);
    expect(() => parseResult(json)).toThrow(message);
  });

  it('is refused with the exact path of a wrong value', () => {
    const text = formatResult(result).replace('"lost": 0', '"lost": -1');
    expect(() => parseResult(text)).toThrow(/^measures\[0\]\.rows\[0\]\.rounds\[0\]\.ledger\.lost: expected a whole number from 0 up; got -1\.$/);
  });
});

describe('The measures', () => {
  it('name metrics that exist, each once', () => {
    for (const name of measureNames) {
      const { lead, columns } = measures[name];
      expect(new Set([lead, ...columns]).size).toBe(columns.length + 1);
      for (const metric of [lead, ...columns]) expect(metricNames).toContain(metric);
    }
  });
});
