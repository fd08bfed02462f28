import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { messageOf } from '../../server/lab/processes/failure.ts';

/** A commit of this repository, built in a folder of its own. */
export interface Checkout {
  /** Its full hash. */
  readonly commit: string;
  /** The built code of its server. */
  readonly code: string;
  /** Deletes the folder. */
  remove(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Unpacks a commit into a temporary folder, and builds it there. It uses the dependencies of this checkout if both have the same lock file, and
 * installs its own otherwise.
 * @param name what git calls a commit: a hash, a tag, `HEAD~3`
 * @param signal ends it @param say gets a line before each slow step
 * @throws UsageError if there is no such commit, or it cannot be built; the signal's reason
 */
export async function checkOut(name: string, signal: AbortSignal, say: (line: string) => void): Promise<Checkout> {
  const commit = await hashOf(name);
  const folder = await mkdtemp(join(tmpdir(), 'transport-lab-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    say(`Building commit ${commit.slice(0, 12)} …`);
    await unpack(commit, folder);
    await provideDependencies(folder, signal, say);
    await run('npm', ['run', '--silent', 'build'], { cwd: folder, signal });
  } catch (error) {
    await remove();
    signal.throwIfAborted();
    throw new UsageError(`--against ${name}: its code cannot be built (${firstLine(error)}). Name a later commit.`);
  }
  // Earlier commits keep the lab beside the library.
  const [lab = ''] = ['dist/server/lab', 'dist/server'].map((place) => join(folder, place)).filter(existsSync);
  return { commit, code: lab, remove };
}

async function hashOf(name: string): Promise<string> {
  try {
    return (await run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])).stdout.trim();
  } catch {
    throw new UsageError(`Expected --against to be a commit of this repository, such as HEAD~1; got ${JSON.stringify(name)}.`);
  }
}

/** An archive, not a worktree: the repository has no record of the folder, however this process ends. */
async function unpack(commit: string, folder: string): Promise<void> {
  const archive = join(folder, 'commit.tar');
  await run('git', ['archive', '--output', archive, commit]);
  await run('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
}

async function provideDependencies(folder: string, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  const [own, its] = await Promise.all(['.', folder].map((place) => readFile(join(place, 'package-lock.json'), 'utf8')));
  if (own === its) return symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  say('Its dependencies are others. Installing them …');
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, signal, maxBuffer: 2 ** 26 });
}

/** Standard error of the program that failed; empty if the error is not a program's. */
const saidBy = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';

const firstLine = (error: unknown): string => (saidBy(error) || messageOf(error)).split('\n')[0] ?? '';
