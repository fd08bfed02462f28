import { readdirSync, readFileSync } from 'node:fs';

/** Of `/proc/<pid>/stat`: a clock tick is 10 ms on every Linux that Node runs on. */
const tick = 10_000;

/**
 * Processor time of a process, user and system, of all its threads. The kernel's scheduler counts nanoseconds; `stat` counts ticks of 10 ms.
 * @returns microseconds
 * @throws Error if the process is gone, or this is not Linux
 */
export function processorTime(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1_000)
      .reduce((sum, time) => sum + time, 0);
  } catch {
    // For kernels without schedstat. The fields are counted behind the name in brackets: state is the first, user and system time the 12th and 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tick;
  }
}

/** The processes that a process has started. @throws Error as above */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });

/** The same for a process and all its descendants, because a proxy has workers. A child that ends in between is not counted. */
export const familyTime = (pid: number): number => processorTime(pid) + childrenOf(pid).reduce((sum, child) => sum + timeIfThere(child), 0);

function timeIfThere(pid: number): number {
  try {
    return familyTime(pid);
  } catch {
    return 0;
  }
}

/** Resident bytes of a process. @throws Error as above */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1_024;
