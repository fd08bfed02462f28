import { expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { summarize } from '../../bench/report/summary.ts';
import { runBench } from '../../bench/run/run.ts';
import { startTestLab } from '../support/start-lab.ts';

it('a run against a foreign server measures bytes, latency and capacity without a loss', async () => {
  const { port } = await startTestLab();
  const at = `http://127.0.0.1:${port}`;
  const urls = ['--sse', `${at}/stream/sse`, '--websocket', `${at}/stream/websocket`, '--dialect', 'lab'];
  const publish = ['--publish', `POST ${at}/publish`, '--body', '{"event":"bench","data":"{{mark}}"}'];
  const short = [
    '--quick',
    '--runs',
    '1',
    '--duration',
    '0.5',
    '--rate',
    '40',
    '--clients',
    '5',
    '--most',
    '10',
    '--measures',
    'bytes,latency,capacity',
  ];
  const { settings } = readInvocation([...urls, ...publish, ...short], false);
  const outcome = await runBench(settings, { command: 'test', signal: new AbortController().signal, calibrate: false });
  expect(outcome.failed).toBe(false);
  const { measures, warnings } = outcome.result;
  expect(warnings).toEqual([]);
  expect(measures.map(({ name }) => name)).toEqual(['bytes', 'latency', 'capacity']);
  for (const { rows } of measures)
    expect(rows.map(({ arm, twin = false }) => `${arm} ${twin}`).sort()).toEqual(['sse false', 'tcp false', 'websocket false', 'websocket true']);
  expect(summarize(outcome.result).ledger).toMatchObject({ lost: 0, doubled: 0, reordered: 0, gaps: 0 });
  const sse = measures[0]?.rows.find(({ arm }) => arm === 'sse')?.rounds[0];
  // The published text has the requested number of bytes. The model cannot predict this server.
  expect(sse?.metrics.payload).toBe(settings.payload);
  expect(sse?.metrics.bytes).toBeGreaterThan(settings.payload);
  expect(sse?.predicted).toBeUndefined();
});
