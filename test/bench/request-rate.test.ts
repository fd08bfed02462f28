import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readAnswer } from '../../bench/arms/http-answer.ts';
import { readInvocation } from '../../bench/command-line/options.ts';
import { requestRate } from '../../bench/measures/request-rate.ts';
import { questions } from '../../bench/measures/request-rate-questions.ts';
import { requestHead } from '../../bench/model/index.ts';
import type { AutocannonHandlers } from '../../bench/processes/autocannon-main.ts';
import type { BareHttpHandlers } from '../../bench/processes/bare-http-main.ts';
import { forkProcess } from '../../bench/processes/fork-process.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { patience } from '../support/patience.ts';
import { startTestLab } from '../support/start-lab.ts';

const bareServer = () => {
  const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
  onTestFinished(() => bare.stop());
  return bare;
};

/** The whole answer as it arrives, with the digits of its date masked. */
async function answerOf(port: number, path: string, body?: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const length: [string, string][] =
    body === undefined
      ? []
      : [
          ['Content-Type', 'application/json'],
          ['Content-Length', String(body.length)],
        ];
  socket.write(requestHead(body === undefined ? 'GET' : 'POST', path, [['Host', '127.0.0.1'], ...length]) + (body ?? ''));
  let got = Buffer.alloc(0);
  while (readAnswer(got, 0, () => {}) === 0) {
    const [chunk] = (await once(socket, 'data', { signal: AbortSignal.timeout(patience) })) as [Buffer];
    got = Buffer.concat([got, chunk]);
  }
  return got.toString().replace(/\r\nDate: .{29}\r\n/, '\r\nDate: …\r\n');
}

describe('Request rate', () => {
  it.each(questions)('sends both servers the same requests for $name, and the bare one returns the same bytes', async ({ prepare }) => {
    const lab = await startTestLab();
    const asked = await prepare({ host: '127.0.0.1', port: lab.port }, 100);
    const port = await bareServer().call('answer', asked.answer);
    const [real, bare] = [await answerOf(lab.port, asked.path, asked.body), await answerOf(port, asked.path, asked.body)];
    // Every publish has its own number.
    const numbered = (text: string) => (asked.body === undefined ? text : text.replace(/-\d"/, '-n"'));
    expect(numbered(bare)).toBe(numbered(real));
  });

  it('counts the answers that autocannon got, and reports failures', async () => {
    const bare = bareServer();
    const cannon = forkProcess<AutocannonHandlers>('autocannon-main', 'autocannon');
    onTestFinished(() => cannon.stop());
    const shots = async (status: number) => {
      const port = await bare.call('answer', { status, fields: [], body: '' });
      return cannon.call('run', { url: `http://127.0.0.1:${port}/`, connections: 2, seconds: 0.1 });
    };
    const well = await shots(204);
    expect(well.failures).toBe(0);
    expect(well.answers).toBe(well.latencies.reduce((sum, [, count]) => sum + count, 0));
    const badly = await shots(500);
    expect(badly.failures).toBe(badly.answers);
    expect(badly.answers).toBeGreaterThan(0);
  });

  it('has a row of the lab and a row of the bare server for every request, compared as pairs', async () => {
    const { settings } = readInvocation(
      ['--quick', '--measures', 'request-rate', '--runs', '1', '--duration', '0.4', '--transports', 'polling'],
      false,
    );
    const plan = planRun(settings, [requestRate]);
    const { result } = await runBench(settings, { command: 'test', signal: new AbortController().signal, plan, calibrate: false });
    expect(result.warnings).toEqual([]);
    expect(result.measures[0]?.rows.map(({ arm, variant }) => `${arm} ${variant}`)).toEqual(
      questions.flatMap(({ name }) => [`polling ${name}`, `tcp ${name} · bare`]),
    );
    for (const { rounds, warnings } of result.measures[0]?.rows ?? []) {
      expect(rounds[0]?.metrics.requestRate).toBeGreaterThan(0);
      expect(rounds[0]?.metrics.cpuPerRequest).toBeGreaterThan(0);
      expect(warnings.filter((warning) => warning.includes('failed'))).toEqual([]);
    }
  });

  it('does not measure a remote lab', () => {
    const { settings } = readInvocation(['--target', 'http://lab.example:3000'], false);
    expect(requestRate.tasks?.(settings)).toEqual([]);
  });
});
