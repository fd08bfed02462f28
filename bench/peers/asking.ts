import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../arms/arm.ts';
import type { Fields } from '../model/index.ts';
import { observed } from '../stage/observed.ts';
import type { Reading } from './reading.ts';
import type { PeerStage } from './stage.ts';

/** The process whose processor time is measured, and the address to ask. */
export interface Asked {
  readonly pid: number;
  readonly target: Target;
}

/** More connections would not answer more requests, only wait longer. */
export const pollConnections = 20;

/** Milliseconds before anything is measured. */
const warmUp = 700;

/** Connections that each ask again once answered. @param fields of each request besides Host */
export function askInLoop(stage: PeerStage, { pid, target }: Asked, path: string, fields: Fields = []): Promise<Reading['values']> {
  const spoken = { dialect: 'same-again', path, fields };
  return stage.asking({ arm: 'long-polling', target, spoken, count: pollConnections }, async (generator) => {
    await delay(warmUp);
    const { cpu, answers, bytes, milliseconds } = await observed(generator, pid, () => delay(stage.settings.seconds * 1_000));
    const { incidents } = await generator.call('received');
    return {
      'answers/s': (1_000 * answers) / milliseconds,
      'µs/answer': cpu / answers,
      'bytes/answer': bytes / answers,
      refused: incidents.length,
    };
  });
}
