import { describe, expect, it, onTestFinished } from 'vitest';
import { bytes } from '../../bench/measures/bytes.ts';
import { createGenerator } from '../../bench/processes/generator.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { processes } from '../../bench/stage/bench.ts';
import { through } from './tampering.ts';
import { local, localRemote, measure, neverAborted, roundOf, settingsFor } from './truth-support.ts';

describe('A run reports what it cannot measure well', () => {
  it('a generator that is busy with other work: reported in the row', async () => {
    const generator = createGenerator();
    // The other work takes 20 of every 21 milliseconds.
    const busy = setInterval(() => {
      for (const end = performance.now() + 20; performance.now() < end; );
    }, 1);
    onTestFinished(() => clearInterval(busy));
    const { row } = await measure(bytes, settingsFor('websocket'), { generator: () => localRemote(generator, generator.close) }, processes);
    expect(row.warnings.join('\n')).toMatch(/load generator was busy for \d+ % of the time \(limit 70 %\)/);
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled: 0 });
  });

  it('a window in which nothing was due: refused, with the necessary length', async () => {
    const settings = settingsFor('sse', '--rate', '0.1', '--duration', '0.2');
    const plan = planRun({ ...settings, measures: ['latency'] });
    const { result, failed } = await runBench(
      { ...settings, measures: ['latency'] },
      { command: 'test', signal: neverAborted(), parts: local, plan, calibrate: false },
    );
    expect(failed).toBe(true);
    expect(result.warnings.join('\n')).toMatch(/at 0\.1 notifications\/s nothing was, in 0\.2 s\. Make it longer: --duration 200 has about 20\./);
  });

  it('fewer connections than requested: the row is refused', async () => {
    const refuse = through((connection) => (connection > 7 ? { up: () => new Promise<Buffer>(() => {}) } : {}));
    const settings = settingsFor('sse');
    const plan = planRun({ ...settings, measures: ['bytes'] });
    const { result, failed } = await runBench(
      { ...settings, measures: ['bytes'] },
      { command: 'test', signal: neverAborted(), parts: { ...local, path: refuse }, plan, calibrate: false, patience: 500 },
    );
    expect(failed).toBe(true);
    expect(result.measures).toEqual([]);
    expect(result.warnings.join('\n')).toMatch(/refused: Asked http:\/\/\S+ for 10 streams of sse; 7 were answered/);
  });
});
