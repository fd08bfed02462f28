/** The bench against a lab below a prefix that a proxy removes. */
import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { armNames } from '../../bench/result/result.ts';
import { runBench } from '../../bench/run/run.ts';
import { Bench } from '../../bench/stage/bench.ts';
import { providePrograms } from '../support/programs.ts';
import { startNginx, upgrade } from '../support/proxies.ts';
import { startTestLab } from '../support/start-lab.ts';

const there = await providePrograms('nginx');

const streams = armNames.filter((name) => name !== 'tcp');
const small = ['--quick', '--clients', '3', '--rate', '50', '--runs', '1', '--duration', '0.4', '--poll-interval', '100'];

async function behindPrefix(path: string, ...flags: readonly string[]) {
  const lab = await startTestLab();
  const { port } = await startNginx(
    lab,
    `location /live/ { proxy_pass $lab/; proxy_set_header Host $http_host; ${upgrade} } location / { return 404; }`,
  );
  return readInvocation([...small, ...flags, '--target', `http://127.0.0.1:${port}${path}`], false).settings;
}

describe.skipIf(!there)('The bench and a lab below a prefix', () => {
  it('measures all four transports without a loss', async () => {
    const settings = await behindPrefix('/live/', '--measures', 'latency');
    const { result } = await runBench(settings, { command: 'test', signal: new AbortController().signal });
    const rows = result.measures.flatMap((measure) => measure.rows);
    expect(new Set(rows.map(({ arm }) => arm))).toEqual(new Set(streams));
    for (const { arm, rounds } of rows) {
      expect(rounds[0]?.ledger, arm).toMatchObject({ lost: 0, doubled: 0, reordered: 0, gaps: 0 });
      expect(rounds[0]?.ledger.delivered, arm).toBeGreaterThan(0);
    }
  });

  it('reports its request and the answer if the path is wrong', async () => {
    const settings = await behindPrefix('/elsewhere', '--transports', 'websocket');
    const bench = new Bench(settings, new AbortController().signal, undefined, 2_000);
    try {
      await expect(bench.use({ contender: { arm: 'websocket', twin: false }, seed: 1 }, (stage) => stage.connect(3))).rejects.toThrow(
        /^Asked http:\/\/127\.0\.0\.1:\d+\/elsewhere for 3 streams of websocket; 0 were answered\. What came instead: Expected 101; got 404 /,
      );
    } finally {
      await bench.close();
    }
  });
});
