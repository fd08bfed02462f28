import { setTimeout as delay } from 'node:timers/promises';
import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import type { Fields } from '../model/index.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { GeneratorReading } from '../processes/generator-messages.ts';
import { processorTime } from '../processes/process-usage.ts';
import type { Reading } from './reading.ts';
import type { PeerStage } from './stage.ts';

/** Whose processor time is measured, and where he is asked. */
export interface Asked {
  readonly pid: number;
  readonly target: Target;
}

/** More connections answer no more requests, they only wait for longer. */
export const pollConnections = 20;

/** Milliseconds before anything is measured. */
const warmUp = 700;

/** Of any kind. */
const answersIn = ({ census: { emptyAnswers, barrenAnswers, fullAnswers } }: GeneratorReading): number => emptyAnswers + barrenAnswers + fullAnswers;

/** What was asked and used between two looks. */
export async function between(generator: Remote<GeneratorHandlers>, pid: number, act: () => Promise<unknown>) {
  const [before, cpu] = [await generator.call('reading'), processorTime(pid)];
  await act();
  const used = processorTime(pid) - cpu;
  const after = await generator.call('reading');
  const milliseconds = after.active + after.idle - before.active - before.idle;
  return { used, answers: answersIn(after) - answersIn(before), bytes: after.down - before.down, milliseconds };
}

/** Some connections, each of which asks again as soon as it is answered. @param fields of each request beside Host */
export function askInLoop(stage: PeerStage, { pid, target }: Asked, path: string, fields: Fields = []): Promise<Reading['values']> {
  const spoken = { dialect: 'same-again', path, fields };
  return stage.asking({ arm: 'long-polling', target, spoken, count: pollConnections }, async (generator) => {
    await delay(warmUp);
    const { used, answers, bytes, milliseconds } = await between(generator, pid, () => delay(stage.settings.seconds * 1_000));
    const { incidents } = await generator.call('received');
    return {
      'answers/s': (1_000 * answers) / milliseconds,
      'µs/answer': used / answers,
      'bytes/answer': bytes / answers,
      refused: incidents.length,
    };
  });
}
