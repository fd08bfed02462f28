import { outliveOutput } from '../output.ts';

/**
 * Makes this process end when the lab ends, and not before. Ctrl-C and the end of a terminal signal all processes, but last messages must still pass this one. SIGUSR1
 * would open Node's debugger to this machine.
 */
export function endWithParent(): void {
  outliveOutput();
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGUSR1'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());
  // The parent may have gone before the listener was added.
  if (!process.connected) process.exit();
}
