import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../server/lab/config.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { startTestLab } from '../support/start-lab.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../deploy', name), 'utf8');
const token = 'a-token-of-some-length';

/** The environment that compose gives a node, with the variables that the operator has set. */
function environmentOf(compose: string): Record<string, string> {
  const [, block = ''] = /^ {2}environment:\n((?: {4}.*\n)+)/m.exec(compose) ?? [];
  const pairs = [...block.matchAll(/^ {4}([A-Z_]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value.replace(/^'|'$/g, '')] as const);
  const set: Readonly<Record<string, string>> = { TOKEN: token };
  const filled = pairs.map(([name, value]) => [
    name,
    value.replace(/\$\{([A-Z_]+):-([^}]*)\}/g, (_, own: string, usual: string) => set[own] ?? usual),
  ]);
  return Object.fromEntries(filled);
}

test('a node started by compose answers Prometheus, at the name and with the token that Prometheus uses, and refuses /metrics to everybody else', async () => {
  const { REDIS_URL: _, ...environment } = environmentOf(read('compose.yaml'));
  const invocation = readConfig([], environment, '');
  if (invocation.show !== 'lab') throw new Error('Expected values of the lab.');
  const { allowHost, trustProxy, loopDelay } = invocation.config;
  expect([invocation.config.token, trustProxy, loopDelay]).toEqual([token, true, 250]);
  const lab = await startTestLab({ allowHost, trustProxy, loopDelay, token });
  const prometheus = read('prometheus.yml');
  const targets = [...prometheus.matchAll(/'([\w-]+:\d+)'/g)].map(([, target = '']) => target);
  expect(targets.length).toBe(3);
  const Authorization = `Bearer ${token}`;
  for (const Host of targets) {
    expect((await ask(lab, '/metrics', { headers: { Host, Authorization } })).status, Host).toBe(200);
    expectProblem(await ask(lab, '/metrics', { headers: { Host } }), 401, 'unauthorized');
    expect(read('compose.yaml')).toContain(`\n  ${Host.replace(/:.*/, '')}: *node\n`);
  }
  expectProblem(await ask(lab, '/metrics', { headers: { Host: 'evil.example', Authorization } }), 421, 'unknown-host');
  // Both sides use the same file, and a scheme that the lab accepts.
  expect(prometheus).toMatch(/^ {4}authorization:\n {6}credentials_file: \/etc\/prometheus\/token$/m);
  expect(read('compose.yaml')).toContain('- ./token:/etc/prometheus/token:ro');
});
