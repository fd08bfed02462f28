import type { Remote } from '../../server/lab/processes/channel.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { GeneratorReading } from '../processes/generator-messages.ts';
import { processorTime } from '../processes/process-usage.ts';
import { busyShare } from './window.ts';

/** Of any kind. */
const answersIn = ({ census: { emptyAnswers, barrenAnswers, fullAnswers } }: GeneratorReading): number => emptyAnswers + barrenAnswers + fullAnswers;

/**
 * Runs a function, and reads both ends before and after.
 * @param pid of the server @returns microseconds of its processor time, milliseconds by the clients' clock, bytes that they received, what they have
 * lost, and the share of time that their process was busy
 */
export async function observed(clients: Remote<GeneratorHandlers>, pid: number, act: () => Promise<unknown>) {
  const before = await clients.call('reading');
  const begun = processorTime(pid);
  await act();
  const cpu = processorTime(pid) - begun;
  const after = await clients.call('reading');
  return {
    cpu,
    milliseconds: after.active + after.idle - before.active - before.idle,
    delivered: after.delivered - before.delivered,
    answers: answersIn(after) - answersIn(before),
    bytes: after.down - before.down,
    lost: after.lost,
    busy: busyShare(before, after),
  };
}
