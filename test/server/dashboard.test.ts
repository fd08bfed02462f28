import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask } from '../support/ask.ts';
import { startTestLab } from '../support/start-lab.ts';

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

it('the dashboard shows every metric of the lab, and no other', async () => {
  const { panels }: Dashboard = JSON.parse(readFileSync(join(import.meta.dirname, '../../deploy/grafana-dashboard.json'), 'utf8'));
  const { body } = await ask(await startTestLab(), '/metrics');
  const told = new Set([...body.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const shown = new Set(
    expressions.flatMap((expr) => expr.match(/\b(?:streams|lab|process)_\w+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, '')),
  );
  // The number of opened streams is the sum of the open and the ended ones.
  expect([...shown, 'streams_opened_total'].sort()).toEqual([...told].sort());
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
});
