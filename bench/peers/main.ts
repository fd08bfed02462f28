import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { exitCodes, Interruption } from '../command-line/exit-code.ts';
import { commit, environment } from '../run/environment.ts';
import { filledTables } from './filled-tables.ts';
import { nchanHere } from './nchan.ts';
import { peerOptions, program } from './options.ts';
import { pushPeers } from './push-peers.ts';
import type { PeersResult } from './result.ts';
import { runPeers } from './run.ts';
import { formatTable, markdownTable } from './tables.ts';
import { versionOfPeer } from './versions.ts';

const tell = (line: string) => process.stderr.write(`${line}\n`);

const peersUsed = () => pushPeers.map((peer) => ({ name: peer.name, version: versionOfPeer(peer), setup: peer.setup }));

/** Aborts when somebody ends the run. */
function interruption(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Interruption(`${signal} came.`)));
  return interrupt.signal;
}

async function main(): Promise<void> {
  const options = peerOptions(startProgram(program).values);
  if (!nchanHere()) tell('nginx with its nchan module is not here, so its two arms are left out: apt-get install nginx libnginx-mod-nchan');
  // Before the run: what is edited meanwhile is not what is measured.
  const measured = await commit();
  const { rounds, failures } = await runPeers(options, interruption(), ({ found, round, title }) => {
    if (!found) tell(`round ${round + 1} of ${options.settings.rounds}: ${title}`);
  });
  for (const failure of failures) tell(failure);
  if (failures.length > 0) process.exitCode = exitCodes.failure;
  const tables = filledTables({ ...options, rounds });
  process.stdout.write(`${tables.map(formatTable).join('\n')}\n`);
  const peers = peersUsed();
  const versions = peers.map(({ name, version, setup }) => `- ${name} ${version}: ${setup}`).join('\n');
  if (options.markdown) writeFileSync(options.markdown, `# Beside the peers\n\n${tables.map(markdownTable).join('\n')}\n## Arms\n\n${versions}\n`);
  if (options.json) {
    const { settings, only } = options;
    const result: PeersResult = {
      format: 2,
      date: new Date().toISOString(),
      commit: measured,
      environment: await environment(),
      settings,
      measures: options.measures,
      only,
      peers,
      rounds,
      ...(failures.length > 0 && { failures }),
    };
    writeFileSync(options.json, `${JSON.stringify(result, undefined, 1)}\n`);
  }
}

main().catch((error: unknown) => {
  tell(error instanceof Interruption ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = error instanceof Interruption ? exitCodes.interrupted : exitCodes.failure;
});
