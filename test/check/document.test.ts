import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsTable } from '../../bench/check/findings-table.ts';
import { findings } from '../../bench/check/watch/findings/index.ts';
import { realFindingsTable } from './real-findings.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/check.md'), 'utf8');

describe('docs/check.md', () => {
  it('has the table that the findings make', () => {
    const [, table] = /<!-- check:findings -->\n([\s\S]*?)<!-- \/check:findings -->/.exec(document) ?? [];
    expect(table).toBe(findingsTable(findings));
  });

  it('has the table of servers that many run, as the tests find them', () => {
    const [, table] = /<!-- check:servers -->\n([\s\S]*?)<!-- \/check:servers -->/.exec(document) ?? [];
    expect(table).toBe(realFindingsTable());
  });

  it('names no finding twice', () => {
    const names = findings.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
