import cluster from 'node:cluster';
import { calledBack, checkOptions, number, type Rules } from '../check-options.ts';
import { parseCursor } from '../protocol.ts';
import type { MemoryLogOptions } from './memory-log.ts';
import type { WindowOptions } from './window-options.ts';

const windowRules: Rules<WindowOptions> = {
  epoch: {
    fits: (value) => typeof value === 'string' && parseCursor(`${value}-0`) !== undefined,
    expected: '1 to 32 of a-z and 0-9',
    remedy: 'Leave it out for the default.',
  },
  maxCount: { ...number(1, 10_000_000, { whole: true }), remedy: 'It is a number of notifications; leave it out for the default.' },
  maxBytes: { ...number(1, 2 ** 40, { whole: true }), remedy: 'It is in bytes; leave it out for the default.' },
};
const rules: Rules<MemoryLogOptions> = { ...windowRules, now: { ...calledBack, remedy: 'Leave it out for the default.' } };

/** @throws TypeError or RangeError */
export const checkMemoryLogOptions = (options: unknown): void => checkOptions('memoryLog', options, rules);

/** @throws TypeError or RangeError */
export function checkWindowOptions(options: unknown): void {
  checkOptions<Partial<WindowOptions>>('createWindow', options, windowRules);
  if (options.epoch !== undefined) return;
  throw new TypeError('Expected createWindow({ epoch }); got no epoch. Name the log with 1 to 32 of a-z and 0-9.');
}

let warned = false;

/** Whether this process is one of several workers. pm2 can fork without Node's cluster; then only its environment variables tell. */
const isOneOfSeveral = ({ pm_id, exec_mode, instances }: NodeJS.ProcessEnv): boolean =>
  cluster.isWorker || (pm_id !== undefined && (exec_mode === 'cluster_mode' || Number(instances) > 1));

/** Warns once if several processes serve one address. Each then has a log of its own, so a reader gets a gap whenever it reaches another process. */
export function warnOfSiblings(environment = process.env): void {
  if (warned || !isOneOfSeveral(environment)) return;
  warned = true;
  process.emitWarning('memoryLog() is for one process, and this one is a worker among several: each has a log of its own.', {
    type: 'TransportLabWarning',
    code: 'TRANSPORT_LAB_SEVERAL_LOGS',
    detail:
      'Readers who come to another worker are told a gap and miss what was published there. Serve the streams from one process, or give every worker the same log.',
  });
}
