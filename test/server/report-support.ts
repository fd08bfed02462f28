import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { formatResult, type Result } from '../../bench/result/result.ts';
import { mountReport, type ReportOptions } from '../../server/lab/apparatus/report/mount.ts';
import { createExpressServer } from '../../server/lab/express-server.ts';
import { listen } from '../../server/lab/listen.ts';
import { attach } from '../../server/stream/index.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { fixtureResult } from '../bench/fixture-result.ts';
import { shortened } from '../bench/slower-machine.ts';
import { temporaryFolder } from '../support/lab-process.ts';

/** A server that serves only the report. */
export async function serve(options: Partial<ReportOptions> = {}): Promise<{ url: string; folder: string }> {
  const folder = join(temporaryFolder(), 'results');
  mkdirSync(folder);
  const { app, server } = createExpressServer();
  const attached = attach(app, server, { log: memoryLog() });
  mountReport(attached.host, { listensOn: 'localhost', folder, ...options });
  const listening = await listen(server, '127.0.0.1', 0);
  onTestFinished(async () => {
    attached.close();
    server.closeAllConnections();
    await listening.close();
  });
  return { url: `http://127.0.0.1:${listening.port}`, folder };
}

/** A folder that contains this result. */
export function folderWith(result: Result): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'result.json'), formatResult(result));
  return folder;
}

/** The same, for all tests of a `describe`. */
export function folderOfAll(result: Result): string {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'result.json'), formatResult(result));
  return folder;
}

/** The measures that the pages show and that the model takes its coefficients from. The server treats a complete run in the same way, but takes seconds to read it. */
const measured = ['latency', 'server-load', 'memory'];
const whole = fixtureResult();
const brief = shortened({ ...whole, measures: whole.measures.filter(({ name }) => measured.includes(name)) }, 3);

const resultOf = (started: string, commit: string): Result => ({ ...brief, started, commit });
export const older = resultOf('2026-01-01T00:00:00.000Z', 'aaaaaaaaaaaa');
export const newer = resultOf('2026-02-01T00:00:00.000Z', 'bbbbbbbbbbbb');
/** A run of one less common measure, made after both. */
export const narrow: Result = {
  ...shortened({ ...whole, measures: whole.measures.filter(({ name }) => name === 'recovery') }, 1),
  started: '2026-03-01T00:00:00.000Z',
  commit: 'cccccccccccc',
};
