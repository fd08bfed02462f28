import { exitCodeOf } from '../../bench/command-line/exit-code.ts';
import { readInvocation } from '../../bench/command-line/options.ts';
import type { Measure } from '../../bench/measures/measure.ts';
import { createGenerator } from '../../bench/processes/generator.ts';
import { createPublisher } from '../../bench/processes/publisher-handlers.ts';
import type { ServerHandlers } from '../../bench/processes/server-main.ts';
import { probeHandlers, ServerProbe } from '../../bench/processes/server-probe.ts';
import { summarize } from '../../bench/report/summary.ts';
import type { Result, Row } from '../../bench/result/result.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { conditionsOf, type Settings } from '../../bench/run/settings.ts';
import { type Parts, processes } from '../../bench/stage/bench.ts';
import { startLab } from '../../server/lab/lab.ts';
import type { Handlers, Remote } from '../../server/lab/processes/channel.ts';
import { labConfig } from '../support/start-lab.ts';

/** Flags for ten clients of one arm and a short window. */
export const settingsFor = (arm: string, ...flags: readonly string[]): Settings => {
  const common = ['--quick', '--transports', arm, '--clients', '10', '--runs', '1', '--poll-interval', '100'];
  const otherwise = [
    ['--rate', '50'],
    ['--duration', '0.6'],
  ].filter(([name = '']) => !flags.includes(name));
  const { settings } = readInvocation([...common, ...otherwise.flat(), ...flags], false);
  return { ...settings, contenders: settings.contenders.filter(({ arm: name, twin }) => name === arm && !twin) };
};

/** The same handlers in this process, so that a test can intervene. */
export const localRemote = <Given extends Handlers>(handlers: Given, stop: () => void | Promise<void>): Remote<Given> => ({
  pid: process.pid,
  call: ((name: keyof Given & string, argument: unknown) =>
    Promise.resolve(argument).then(handlers[name] as (argument: unknown) => unknown)) as Remote<Given>['call'],
  died: new Promise(() => {}),
  unref() {},
  stop: async () => stop(),
});

/** A lab in this process, observed as the server's own process observes it. */
function localServer(): Remote<ServerHandlers> {
  const probe = new ServerProbe();
  const started = startLab(labConfig()).then((lab) => {
    probe.watch(lab.server);
    return lab;
  });
  const where = async () => {
    const { port, log } = await started;
    return { port, publishPort: port, head: log.window.cursor(log.window.head) };
  };
  return localRemote({ ...probeHandlers(probe), where }, async () => (await started).close());
}

/** All parts of a stage in this process: so that tests can intervene, and because starting three processes takes more processor time than measuring. */
export const local: Parts = {
  ...processes,
  server: localServer,
  generator() {
    const generator = createGenerator();
    return localRemote(generator, generator.close);
  },
  publisher() {
    const publisher = createPublisher();
    return localRemote(publisher, publisher.close);
  },
};

export const neverAborted = () => new AbortController().signal;

/** Runs a measure's window at the base conditions, with some parts replaced. @param base the source of the other parts */
export async function measure(which: Measure, settings: Settings, parts: Partial<Parts> = {}, base = local) {
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
    { command: 'test', signal: neverAborted(), parts: { ...base, ...parts }, plan, calibrate: false },
  );
  const row = result.measures[0]?.rows[0];
  if (!row) throw new Error(`Expected a row; the run says: ${result.warnings.join(' ')}`);
  return { row, result };
}

export const exitCode = (result: Result) => exitCodeOf({ partial: false, failed: false, ledger: summarize(result).ledger, crossed: false });

export const roundOf = ({ rounds: [round] }: Row) => {
  if (!round) throw new Error('Expected a round.');
  return round;
};
