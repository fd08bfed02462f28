import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Target } from '../../bench/arms/index.ts';
import { exitCodeOf } from '../../bench/command-line/exit-code.ts';
import { readInvocation } from '../../bench/command-line/options.ts';
import { bytes } from '../../bench/measures/bytes.ts';
import { latency } from '../../bench/measures/latency.ts';
import type { Measure } from '../../bench/measures/measure.ts';
import { forkProcess } from '../../bench/processes/fork-process.ts';
import { createGenerator } from '../../bench/processes/generator.ts';
import { verdictOf } from '../../bench/report/agreement.ts';
import { runSentence } from '../../bench/report/sentences.ts';
import { summarize } from '../../bench/report/summary.ts';
import type { Result, Row } from '../../bench/result/result.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { conditionsOf, type Settings } from '../../bench/run/settings.ts';
import { type Parts, type Path, processes } from '../../bench/stage/bench.ts';
import { percentile } from '../../bench/statistics/index.ts';
import type { Handlers, Remote } from '../../server/lab/processes/channel.ts';

/** Ten clients of one arm for a short while. */
const settingsFor = (arm: string, ...flags: readonly string[]): Settings => {
  const common = ['--quick', '--transports', arm, '--clients', '10', '--runs', '1', '--poll-interval', '100'];
  const otherwise = [
    ['--rate', '50'],
    ['--duration', '0.6'],
  ].filter(([name = '']) => !flags.includes(name));
  const { settings } = readInvocation([...common, ...otherwise.flat(), ...flags], false);
  return { ...settings, contenders: settings.contenders.filter(({ arm: name, twin }) => name === arm && !twin) };
};

/** The same handlers in this process, to get between. */
const localRemote = <Given extends Handlers>(handlers: Given, stop: () => void | Promise<void>): Remote<Given> => ({
  pid: process.pid,
  call: ((name: keyof Given & string, argument: unknown) =>
    Promise.resolve(argument).then(handlers[name] as (argument: unknown) => unknown)) as Remote<Given>['call'],
  died: new Promise(() => {}),
  unref() {},
  stop: async () => stop(),
});

const neverAborted = () => new AbortController().signal;

/** Runs one measure's window of the base conditions, with some parts replaced. */
async function measure(which: Measure, settings: Settings, parts: Partial<Parts> = {}) {
  const only: Measure = {
    name: which.name,
    windows: () =>
      settings.contenders.map((contender) => ({
        contender,
        conditions: conditionsOf(settings, contender.arm, settings),
        seconds: settings.duration,
      })),
    ...(which.read && { read: which.read }),
  };
  const plan = planRun({ ...settings, measures: [which.name] }, [only]);
  const { result } = await runBench(
    { ...settings, measures: [which.name] },
    { command: 'test', signal: neverAborted(), parts: { ...processes, ...parts }, plan, calibrate: false },
  );
  const row = result.measures[0]?.rows[0];
  if (!row) throw new Error(`Expected a row; the run says: ${result.warnings.join(' ')}`);
  return { row, result };
}

const exitCode = (result: Result) => exitCodeOf({ partial: false, failed: false, ledger: summarize(result).ledger, crossed: false });

const roundOf = ({ rounds: [round] }: Row) => {
  if (!round) throw new Error('Expected a round.');
  return round;
};

/** What a relay makes of the bytes of one connection and direction. */
type Tamper = (bytes: Buffer) => Buffer | Promise<Buffer>;

const honest: Tamper = (bytes) => bytes;

/** A path through a relay that does something wrong. Each connection has its own tampering. */
const through =
  (make: (connection: number) => { up?: Tamper; down?: Tamper }) =>
  async (target: Target): Promise<Path> => {
    const sockets = new Set<Socket>();
    let connections = 0;
    const server = createServer({ noDelay: true }, (client) => {
      const upstream = connect({ ...target, noDelay: true });
      connections += 1;
      const { up = honest, down = honest } = make(connections);
      for (const [from, to, tamper] of [
        [client, upstream, up],
        [upstream, client, down],
      ] as const) {
        sockets.add(from);
        let turn: Promise<unknown> = Promise.resolve();
        from.on('data', (data) => {
          turn = turn.then(async () => to.write(await tamper(data)));
        });
        from.on('error', () => {});
        from.once('close', () => to.destroy());
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    onTestFinished(close);
    return { target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, close };
  };

/** Does something to every event of a stream that holds a notification. A chunk may hold several, each ends with an empty line; what is left of them is a chunk again. */
const onEvents =
  (change: (event: string, seq: number) => string): Tamper =>
  (data) => {
    const changed = (event: string) => {
      const [, seq] = /^id: \w+-(\d+)\n/.exec(event) ?? [];
      return seq === undefined ? event : change(event, Number(seq));
    };
    // No event of the lab has a carriage return in it.
    const text = data.toString('latin1').replace(/(?<=^|\r\n)[0-9a-f]+\r\n([^\r]+)\r\n/g, (_chunk, content: string) => {
      const left = content
        .split(/(?<=\n\n)/)
        .map(changed)
        .join('');
      return left === '' ? '' : `${left.length.toString(16)}\r\n${left}\r\n`;
    });
    return Buffer.from(text, 'latin1');
  };

/** Does something to the `count`th of one connection. */
function atEvent(count: number, change: (event: string) => string): Tamper {
  let seen = 0;
  return onEvents((event) => {
    seen += 1;
    return seen === count ? change(event) : event;
  });
}

/** Notifications of the warm-up, and one behind them. */
const warmUp = 250;
/** Questions of ten clients until they are warm, and some more. */
const warmedUp = 60;

/** Tampering for every connection: of all deliveries behind the warm-up, in whatever connection, one of so many is changed. */
function oneOf(many: number, change: (event: string) => string): () => Tamper {
  let seen = 0;
  return () =>
    onEvents((event, seq) => {
      if (seq <= warmUp) return event;
      seen += 1;
      return seen % many === many / 2 ? change(event) : event;
    });
}
const beyondWarmUp = 255;

describe('What is put in on purpose is found', () => {
  it('nothing wrong: nothing is named', async () => {
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through(() => ({})) });
    const { metrics, predicted, ledger } = roundOf(row);
    expect(row.warnings.filter((warning) => !/publisher was late|load generator/.test(warning))).toEqual([]);
    expect(ledger).toMatchObject({ lost: 0, doubled: 0, reordered: 0, gaps: 0, delivered: ledger.expected });
    expect(ledger.expected).toBeGreaterThan(0);
    expect(metrics.bytes).toBeCloseTo(predicted?.bytes ?? 0, 6);
    expect(exitCode(result)).toBe(0);
  });

  it('one notification left out: lost, named, and the ledger is broken', async () => {
    const drop = atEvent(beyondWarmUp, () => '');
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through((connection) => (connection === 3 ? { down: drop } : {})) });
    expect(roundOf(row).ledger).toMatchObject({ lost: 1, doubled: 0, reordered: 0 });
    expect(row.warnings.join('\n')).toMatch(/skipped: 255/);
    expect(exitCode(result)).toBe(3);
  });

  it('one doubled notification: doubled, and named', async () => {
    const double = atEvent(beyondWarmUp, (event) => event + event);
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through((connection) => (connection === 3 ? { down: double } : {})) });
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled: 1, reordered: 0 });
    expect(row.warnings.join('\n')).toMatch(/doubled: \w+-255/);
    expect(exitCode(result)).toBe(3);
  });

  it('100 bytes more in each poll: the residual is named, by question', async () => {
    const pad: Tamper = (request) =>
      Buffer.from(request.toString('latin1').replaceAll(' HTTP/1.1\r\n', ` HTTP/1.1\r\nX-Pad: ${'x'.repeat(91)}\r\n`), 'latin1');
    const { row } = await measure(bytes, settingsFor('polling'), { path: through(() => ({ up: pad })) });
    const { metrics, predicted, census } = roundOf(row);
    expect(row.warnings.join('\n')).toMatch(/Bytes up: \d+ measured, \d+ predicted from the exchanges; .*, 100\.0 B per question are unexplained/);
    expect(row.warnings.join('\n')).toMatch(/ends do not agree/);
    expect(((metrics.requests ?? 0) * 100).toFixed(6)).toBe(((metrics.bytesUp ?? 0) - (predicted?.bytesUp ?? 0)).toFixed(6));
    expect(census?.questions).toBeGreaterThan(0);
  });

  it('a stall of 30 ms every 200 ms: the latencies hold every millisecond of it', async () => {
    const stalls: number[] = [];
    const stall: Tamper = async (data) => {
      const came = performance.now();
      const phase = came % 200;
      if (phase < 30) await new Promise((resolve) => setTimeout(resolve, 30 - phase));
      for (const [, seq] of data.toString('latin1').matchAll(/^id: \w+-(\d+)$/gm)) if (Number(seq) > warmUp) stalls.push(performance.now() - came);
      return data;
    };
    const settings = settingsFor('sse', '--duration', '2', '--rate', '100');
    const { latencies = [], ledger, metrics } = roundOf((await measure(latency, settings, { path: through(() => ({ down: stall })) })).row);
    expect(stalls.length).toBe(ledger.expected);
    // Whatever else was slow came on top: no fewer latencies than stalls are that long, however long, to the precision of the histogram.
    for (const least of [5, 10, 15, 20, 25]) {
      const put = stalls.filter((ms) => ms >= least).length;
      expect(put).toBeGreaterThan(0);
      expect(latencies.filter(([ms]) => ms >= least * 0.999).reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(put);
    }
    expect(metrics.p99).toBeGreaterThanOrEqual(percentile(stalls, 0.98));
  });

  it('100 bytes more in every 50th poll: less than 1 % of all bytes, and named to the byte', async () => {
    let [questions, padded] = [0, 0];
    const pad: Tamper = (request) => {
      const text = request.toString('latin1').replaceAll(' HTTP/1.1\r\n', (line) => {
        questions += 1;
        if (questions <= warmedUp || questions % 50 !== 0) return line;
        padded += 1;
        return ` HTTP/1.1\r\nX-Pad: ${'x'.repeat(91)}\r\n`;
      });
      return Buffer.from(text, 'latin1');
    };
    const { row, result } = await measure(bytes, settingsFor('polling', '--duration', '1.5'), { path: through(() => ({ up: pad })) });
    const { metrics, predicted, ledger } = roundOf(row);
    const apart = ((metrics.bytesUp ?? 0) - (predicted?.bytesUp ?? 0)) * ledger.delivered;
    expect(padded).toBeGreaterThan(0);
    expect(apart % 100).toBeCloseTo(0, 3);
    expect(Math.round(apart / 100)).toBeLessThanOrEqual(padded);
    expect(Math.round(apart / 100)).toBeGreaterThan(0);
    expect(apart / ((metrics.bytes ?? 0) * ledger.delivered)).toBeLessThan(0.01);
    const { agreements, warnings } = summarize(result);
    expect(agreements.map(verdictOf)).toEqual(['misses']);
    expect(warnings.join('\n')).toMatch(/polling up .* by the model: .* more, \+\d+\.\d+ %\./);
  });

  it('one of a thousand deliveries dropped: as many lost as were dropped, and the report says so above everything else', async () => {
    let dropped = 0;
    const drop = oneOf(1_000, () => {
      dropped += 1;
      return '';
    });
    const { row, result } = await measure(bytes, settingsFor('sse', '--rate', '200', '--duration', '1.2'), {
      path: through(() => ({ down: drop() })),
    });
    const { ledger } = roundOf(row);
    // Of 2,400, the 500th, the 1,500th and so on.
    expect(dropped).toBe(Math.round(ledger.expected / 1_000));
    expect(ledger).toMatchObject({ lost: dropped, doubled: 0, reordered: 0 });
    expect(runSentence(summarize(result))).toContain(`${dropped} lost`);
    expect(exitCode(result)).toBe(3);
  });

  it('deliveries doubled under load: as many doubled as were sent twice', async () => {
    let doubled = 0;
    const double = oneOf(100, (event) => {
      doubled += 1;
      return event + event;
    });
    const { row, result } = await measure(bytes, settingsFor('sse', '--rate', '100'), { path: through(() => ({ down: double() })) });
    expect(doubled).toBeGreaterThan(0);
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled, reordered: 0 });
    expect(exitCode(result)).toBe(3);
  });

  it('5 ms more on one transport: no latency is below', async () => {
    const late: Tamper = async (data) => {
      const due = performance.now() + 5;
      while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
      return data;
    };
    const { metrics, latencies = [] } = roundOf((await measure(latency, settingsFor('sse'), { path: through(() => ({ down: late })) })).row);
    expect(Math.min(...latencies.map(([ms]) => ms))).toBeGreaterThanOrEqual(5 * 0.999);
    expect(metrics.p50).toBeGreaterThanOrEqual(5 * 0.999);
  });

  it('deliveries gathered for 20 ms: every millisecond of the waiting is in the latencies', async () => {
    const waits: number[] = [];
    const gather: Tamper = async (data) => {
      const came = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 20 - (came % 20)));
      for (const [, seq] of data.toString('latin1').matchAll(/^id: \w+-(\d+)$/gm)) if (Number(seq) > warmUp) waits.push(performance.now() - came);
      return data;
    };
    const settings = settingsFor('sse', '--rate', '100');
    const { metrics, ledger } = roundOf((await measure(latency, settings, { path: through(() => ({ down: gather })) })).row);
    expect(waits.length).toBe(ledger.expected);
    expect(metrics.mean).toBeGreaterThanOrEqual((waits.reduce((sum, one) => sum + one, 0) / waits.length) * 0.999);
    expect(metrics.p50).toBeGreaterThanOrEqual(percentile(waits, 0.49) * 0.999);
  });

  it('a generator that is busy with something else: named in the row', async () => {
    const generator = createGenerator();
    // It computes for 20 of every 21 milliseconds.
    const busy = setInterval(() => {
      for (const end = performance.now() + 20; performance.now() < end; );
    }, 1);
    onTestFinished(() => clearInterval(busy));
    const { row } = await measure(bytes, settingsFor('websocket'), { generator: () => localRemote(generator, generator.close) });
    expect(row.warnings.join('\n')).toMatch(/load generator was busy for \d+ % of the time \(limit 70 %\)/);
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled: 0 });
  });

  it('a window in which nothing was due: refused, with how long it would have to be', async () => {
    const settings = settingsFor('sse', '--rate', '0.1', '--duration', '0.2');
    const plan = planRun({ ...settings, measures: ['latency'] });
    const { result, failed } = await runBench(
      { ...settings, measures: ['latency'] },
      { command: 'test', signal: neverAborted(), plan, calibrate: false },
    );
    expect(failed).toBe(true);
    expect(result.warnings.join('\n')).toMatch(/at 0\.1 notifications\/s nothing was, in 0\.2 s\. Make it longer: --duration 200 has about 20\./);
  });

  it('fewer connections than were asked for: the row is refused', async () => {
    const refuse = through((connection) => (connection > 7 ? { up: () => new Promise<Buffer>(() => {}) } : {}));
    const settings = settingsFor('sse');
    const plan = planRun({ ...settings, measures: ['bytes'] });
    const parts: Parts = { ...processes, path: refuse, server: (arm) => forkProcess(arm === 'tcp' ? 'tcp-server-main' : 'server-main', arm) };
    const { result, failed } = await runBench(
      { ...settings, measures: ['bytes'] },
      { command: 'test', signal: neverAborted(), parts, plan, calibrate: false, patience: 500 },
    );
    expect(failed).toBe(true);
    expect(result.measures).toEqual([]);
    expect(result.warnings.join('\n')).toMatch(/refused: Asked http:\/\/\S+ for 10 streams of sse; 7 were answered/);
  });
});
