import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsTable } from '../../bench/check/findings-table.ts';
import { findings } from '../../bench/check/watch/findings/index.ts';
import { realFindingsTable } from './real-findings.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/check.md'), 'utf8');

describe('docs/check.md', () => {
  it('contains the table of all findings', () => {
    const [, table] = /<!-- check:findings -->\n([\s\S]*?)<!-- \/check:findings -->/.exec(document) ?? [];
    expect(table).toBe(findingsTable(findings));
  });

  it('contains the table of widely used servers, with the findings of the tests', () => {
    const [, table] = /<!-- check:servers -->\n([\s\S]*?)<!-- \/check:servers -->/.exec(document) ?? [];
    expect(table).toBe(realFindingsTable());
  });

  it('contains each finding once', () => {
    const names = findings.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
