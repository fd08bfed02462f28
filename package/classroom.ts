/**
 * Makes one archive with the built lab and all that it runs on: `npm run classroom`. Who unpacks it needs Node, and neither npm nor a network:
 * `tar xf transport-lab-classroom.tgz && node transport-lab/start.js`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface About {
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const aboutOf = (folder: string): About => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Checks Node before anything of the lab is read: what an old one says of newer code helps nobody. */
const start = `// Starts the lab: node start.js, with the flags of the lab behind it, such as --host 0.0.0.0 --token auto
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error('Expected Node 20.19 or newer; got ' + process.versions.node + '. Install a newer one from nodejs.org, and start again.');
  process.exit(1);
}
import('./dist/lab/main.js');
`;

/** For a double click on Windows: the window stays open when the lab ends, or nobody could read why. */
const startOnWindows = '@echo off\r\nnode "%~dp0start.js" %*\r\npause\r\n';

/** A package and all that it depends on, as this repository has it. */
function copyPackage(name: string, modules: string): void {
  const target = join(modules, name);
  if (existsSync(target)) return;
  const from = join(root, 'node_modules', name);
  cpSync(from, target, { recursive: true, dereference: true });
  for (const needed of Object.keys(aboutOf(from).dependencies ?? {})) copyPackage(needed, modules);
}

/** Text to read, and the runs that are replayed; pictures and results weigh more than all the rest. */
const isText = (path: string): boolean => !path.includes(`${sep}pictures`) && (path.includes(`${sep}runs`) || !path.endsWith('.json'));

/**
 * The folder as it is unpacked.
 * @param folder an empty one @throws Error where the page has not been built
 */
async function fill(folder: string): Promise<void> {
  if (!existsSync(join(root, 'dist/page/index.html'))) throw new Error('Expected the built page in dist/page; got none. Run npm run build.');
  const { version, license, engines, dependencies = {} } = aboutOf(root);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  await bundleCommand(join(folder, 'dist/lab'));
  cpSync(join(root, 'dist/page'), join(folder, 'dist/page'), { recursive: true });
  cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true, filter: isText });
  for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(folder, file));
  for (const name of Object.keys(dependencies)) copyPackage(name, join(folder, 'node_modules'));
  const about = { name: 'transport-lab', private: true, type: 'module', version, license, engines, dependencies };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(about, undefined, 2)}\n`);
  writeFileSync(join(folder, 'start.js'), start);
  writeFileSync(join(folder, 'start.cmd'), startOnWindows);
}

/**
 * Makes the archive.
 * @param folder where it is put @returns its path
 */
export async function packClassroom(folder: string): Promise<string> {
  const staging = join(folder, 'classroom');
  rmSync(staging, { recursive: true, force: true });
  await fill(join(staging, 'transport-lab'));
  const archive = join(folder, 'transport-lab-classroom.tgz');
  // Relative, because a tar of Windows takes the colon of a drive for that of a host.
  execFileSync('tar', ['-czf', '../transport-lab-classroom.tgz', 'transport-lab'], { cwd: staging });
  rmSync(staging, { recursive: true });
  return archive;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const archive = await packClassroom(join(root, 'dist'));
  process.stdout.write(
    `${archive}\nOn a machine with Node 20.19 or newer, and nothing else:\n  tar xf transport-lab-classroom.tgz && node transport-lab/start.js\n`,
  );
}
