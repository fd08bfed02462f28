import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../processes/program.ts';
import { programOf } from './programs.ts';

interface Configuration {
  /** Directives in front of all blocks. */
  readonly main: readonly string[];
  readonly connections: number;
  /** What the block `http` holds. */
  readonly http: string;
}

/** Starts nginx with one worker. It reads and writes only in the folder, nothing of the system's. @param file the program @default the one on PATH */
export function nginxIn(folder: string, { main, connections, http }: Configuration, file = programOf('nginx')): Program {
  const [conf, error] = [join(folder, 'main.conf'), join(folder, 'error.log')];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  // If root starts it, its workers would run as another user, who may not write into the folder.
  const user = process.getuid?.() === 0 ? ['user root;'] : [];
  const around = [...main, ...user, 'daemon off;', 'worker_processes 1;', `pid ${folder}/pid;`, `error_log ${error};`];
  const block = ['http {', 'access_log off;', ...temporary, http, '}'];
  writeFileSync(conf, [...around, `events { worker_connections ${connections}; }`, ...block, ''].join('\n'));
  return new Program(file, ['-p', folder, '-e', error, '-c', conf]);
}
