import { isLoopbackName } from '../stream/guard/host-names.ts';
import { UsageError } from './command-line/usage-error.ts';
import type { Config } from './config.ts';

/**
 * Refuses configurations that would give strangers control of faults, bots and conditions by accident.
 * @param report called with a warning about what is allowed but dangerous
 * @throws UsageError
 */
export function requireSafety({ host, weather, token, allowOrigin }: Config, report: (line: string) => void): void {
  if (allowOrigin.includes('null') && !isLoopbackName(host)) {
    throw new UsageError(
      `--allow-origin null: expected a lab on loopback; got --host ${host}. Every file and every sandboxed frame is of this origin: serve the page, and name where it is served.`,
    );
  }
  if (allowOrigin.includes('null')) {
    report(
      'Warning: --allow-origin null: every page that is opened from a file, and every sandboxed frame of any site, may publish and open WebSockets.',
    );
  }
  if (isLoopbackName(host) || !weather || token !== '') return;
  throw new UsageError(
    `--host ${host}: everybody who reaches this address could break the lab, slow it down and fill it with bots. ` +
      'Start it with --token auto, and only who has the URL that it prints may; or with --no-weather, and nobody may.',
  );
}
