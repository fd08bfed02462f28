import { expect, test } from 'vitest';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { paths } from './guards-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

const routes = paths.filter((path) => path !== '/' && path !== '/sdk.js' && path !== '/nowhere');

test.each(routes)('%s accepts one method, and names it when it refuses the others', async (path) => {
  const lab = await startTestLab();
  const right = path === '/publish' ? 'POST' : 'GET';
  const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].filter((method) => method !== right);
  for (const method of methods) {
    const reply = await ask(lab, path, { method, body: method === 'GET' || method === 'TRACE' ? undefined : 'body', headers: json });
    const problem = expectProblem(reply, 405, 'bad-method');
    expect(reply.headers.allow).toBe(right);
    expect(problem.detail).toContain(`got ${method}`);
  }
  // A refusal of HEAD has no body.
  expect(await ask(lab, path, { method: 'HEAD' })).toMatchObject({ status: 405, headers: { allow: right }, body: '' });
  expect(lab.followers()).toBe(0);
  await expectService(lab);
});

test.each([
  '/nowhere',
  '/stream',
  '/stream/',
  '/stream/carrier-pigeon',
  '/stream/polling/x',
  '/%',
  '/%00',
  '/..%2f..%2fpackage.json',
  '/.git/config',
])('%s is answered with 404', async (path) => {
  const lab = await startTestLab();
  expectProblem(await ask(lab, path), 404, 'not-found');
  expectProblem(await ask(lab, path, { method: 'DELETE' }), 404, 'not-found');
  await expectService(lab);
});
