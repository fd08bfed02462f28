import { outliveOutput } from '../output.ts';

/**
 * A process of the lab ends with the lab, however that ends, and not before: Ctrl-C and the end of a terminal reach every process of it, and goodbyes have to pass. SIGUSR1
 * would open Node's debugger to this machine.
 */
export function endWithParent(): void {
  outliveOutput();
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGUSR1'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());
  // Whoever was gone before this line ran does not say so again.
  if (!process.connected) process.exit();
}
