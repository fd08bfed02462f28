import { failureText, type Planned, type Step, shuffledRounds, takeSteps } from '../run/steps.ts';
import { seededRandom } from '../statistics/random.ts';
import { isWanted, turnsOf } from './measures.ts';
import type { PeerOptions } from './options.ts';
import type { Reading } from './reading.ts';
import { PeerStage } from './stage.ts';

/** With a `--cpu-prof` of every process of the lab, if there is a folder for them. */
const flagsOf = ({ profile }: PeerOptions): string[] =>
  profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${profile}`];

/**
 * Every round runs every arm once, in random order. An arm that fails is left out of its round.
 * @returns the readings of each round, as far as it came before it was interrupted, and sentences on the failures
 */
export async function runPeers(options: PeerOptions, signal: AbortSignal, onStep: (step: Step<readonly Reading[]>) => void) {
  const { settings, measures, only } = options;
  const stage = new PeerStage(settings, flagsOf(options), signal);
  const rounds = Array.from({ length: settings.rounds }, (): Reading[] => []);
  const failures: string[] = [];
  const turns = measures.flatMap((name) => turnsOf[name](settings)).filter((turn) => isWanted(turn, only));
  const steps = shuffledRounds(turns, settings.rounds, seededRandom(settings.seed)).map(
    ({ task: { arm: title, read }, round }): Planned<readonly Reading[]> => ({
      title,
      seconds: 1,
      round,
      async run() {
        const readings = await read(stage, round);
        rounds[round]?.push(...readings);
        return readings;
      },
      failed: (error) => failures.push(failureText({ title, round }, 'failed', error)),
    }),
  );
  // Ends calls that wait for a process that is gone.
  signal.addEventListener('abort', () => void stage.close(), { once: true });
  await takeSteps(steps, signal, onStep).finally(() => stage.close());
  return { rounds, failures, isWhole: !signal.aborted };
}
