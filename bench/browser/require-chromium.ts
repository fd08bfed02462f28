import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { messageOf } from '../../server/lab/processes/failure.ts';
import { findChromium } from './chromium.ts';

/** Called before anything starts. @param what needs one @throws UsageError */
export function requireChromium(what: string): void {
  const missing = (why: string) => new UsageError(`${what}: ${why} Install Chromium, or set CHROMIUM_PATH to where it is.`);
  try {
    if (findChromium()) return;
  } catch (error) {
    throw missing(messageOf(error));
  }
  throw missing('expected a Chromium on this machine; found none.');
}
