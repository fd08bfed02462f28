import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { bundleCommand } from '../../package/bundle-command.ts';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist');

/** The command as the package has it, with what it starts: to read two hundred files, Express among them, takes a start a third of a second of a processor. */
const bundled = join(built, 'started');

/** Modules that a test or a bench starts as a process of its own. */
const isProgram = (path: string): boolean => /(?:^|[-/])main\.js$/.test(path.replaceAll(sep, '/'));

/** Bundles what tests start most, and leads from there to all else that is built, by the same paths. */
export async function bundlePrograms(): Promise<void> {
  await bundleCommand(bundled);
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
