import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPatience } from './driver.ts';

const preferences = {
  // 0 takes a free port, and writes it into the profile.
  'marionette.port': 0,
  // Firefox would show its own viewer instead of a JSON document, and no script could be added to it.
  'devtools.jsonview.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'app.update.enabled': false,
  'ui.prefersReducedMotion': 1,
  // Background work for later: a spare process, lists of dangerous sites, session restore.
  'dom.ipc.processPrelaunch.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.sessionstore.interval': 3_600_000,
  'extensions.update.enabled': false,
};

/** Creates a temporary profile. @param further preferences @returns its folder */
export function createProfile(further: Readonly<Record<string, boolean>>): string {
  const profile = mkdtempSync(join(tmpdir(), 'transport-lab-firefox-'));
  const lines = Object.entries({ ...preferences, ...further }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  return profile;
}

/** Waits until Firefox listens: only then does it write its port into the profile. @returns the port */
export async function portIn(profile: string, child: ChildProcess): Promise<number> {
  const file = join(profile, 'MarionetteActivePort');
  const read = () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
  const watcher = watch(profile);
  const late = AbortSignal.timeout(startPatience);
  try {
    while (read() === 0) {
      if (child.exitCode !== null) throw new Error(`Firefox ended with code ${child.exitCode} before it listened.`);
      await once(watcher, 'change', { signal: late });
    }
    return read();
  } catch (error) {
    throw late.aborted ? new Error(`Waited ${startPatience / 1_000} s for Firefox to listen.`) : error;
  } finally {
    watcher.close();
  }
}
