import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { bundleCommand } from '../../package/bundle-command.ts';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist');

/** The command as in the package, with the programs that it starts. Unbundled, a start reads two hundred files, Express among them, which takes a third of a second of processor time. */
const bundled = join(built, 'started');

/** Modules that a test or a bench starts as a process of its own. */
const isProgram = (path: string): boolean => /(?:^|[-/])main\.js$/.test(path.replaceAll(sep, '/'));

/** Folders of programs that a bench starts, for each of its arms and rounds. */
const ofBenches = ['bench/processes', 'bench/peers/servers'];

/** Packages of these programs that need files of their own. */
const outside = ['autocannon', 'better-sse', 'playwright-core', 'socket.io'];

/** Bundles the programs that tests start most. All other built files stay reachable there by the same paths. */
export async function bundlePrograms(): Promise<void> {
  // Of the sources: the folder of built files keeps those of programs that were renamed or removed.
  const ofBench = ofBenches.flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => isProgram(`${name}.js`))
      .map((name) => `${folder}/${name}`),
  );
  await bundleCommand(bundled, ofBench, outside);
  for (const room of ['server', 'bench']) {
    for (const path of readdirSync(join(built, room), { recursive: true, encoding: 'utf8' }).filter(isProgram)) {
      const place = join(bundled, room, path);
      if (existsSync(place)) continue;
      const same = room === 'server' && path === join('lab', 'main.js') ? join(bundled, 'main.js') : join(built, room, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, `import '${relative(dirname(place), same).replaceAll(sep, '/')}';\n`);
    }
  }
}
