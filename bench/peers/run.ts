import { failureText, type Planned, type Step, shuffledRounds, takeSteps } from '../run/steps.ts';
import { seededRandom } from '../statistics/random.ts';
import { isWanted, turnsOf } from './measures.ts';
import type { PeerOptions } from './options.ts';
import type { Reading } from './reading.ts';
import { PeerStage } from './stage.ts';

/** What was read in each round, and in sentences what could not be read. */
interface Run {
  readonly rounds: readonly (readonly Reading[])[];
  readonly failures: readonly string[];
}

/** With a `--cpu-prof` of every process of the lab, if there is a folder for them. */
const flagsOf = ({ profile }: PeerOptions): string[] =>
  profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${profile}`];

/** Every round runs every arm once, in an order of its own. An arm that fails is left out of its round. @throws the signal's reason if the run is interrupted */
export async function runPeers(options: PeerOptions, signal: AbortSignal, onStep: (step: Step<readonly Reading[]>) => void): Promise<Run> {
  const { settings, measures, only } = options;
  const stage = new PeerStage(settings, flagsOf(options));
  const rounds = Array.from({ length: settings.rounds }, (): Reading[] => []);
  const failures: string[] = [];
  const turns = measures.flatMap((name) => turnsOf[name](settings)).filter((turn) => isWanted(turn, only));
  const steps = shuffledRounds(turns, settings.rounds, seededRandom(settings.seed)).map(
    ({ task: turn, round }): Planned<readonly Reading[]> => ({
      title: turn.arm,
      seconds: 1,
      round,
      async run() {
        const readings = await turn.read(stage, round);
        rounds[round]?.push(...readings);
        return readings;
      },
      failed: (error) => failures.push(failureText({ title: turn.arm, round }, 'failed', error)),
    }),
  );
  // Whoever waits for a process that is gone waits no longer.
  const end = () => void stage.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    await takeSteps(steps, signal, onStep);
  } finally {
    signal.removeEventListener('abort', end);
    await stage.close();
  }
  signal.throwIfAborted();
  return { rounds, failures };
}
