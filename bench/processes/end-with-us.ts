import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/** Has a child without a channel end when this process does, however little time that leaves: nobody else would end it. Those with a channel see to it themselves. */
export function endWithUs(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}
