import { startProgram } from '../../server/lab/command-line/start.ts';
import { exitCodes } from '../command-line/exit-code.ts';
import { requireWritable, writeOutputs } from '../command-line/outputs.ts';
import { complain, interruption, runProgram } from '../command-line/run-program.ts';
import { commit, environment } from '../run/environment.ts';
import { filledTables } from './filled-tables.ts';
import { nchanHere } from './nchan.ts';
import { peerOptions, program } from './options.ts';
import { pushPeers } from './push-peers.ts';
import type { PeersResult } from './result.ts';
import { runPeers } from './run.ts';
import { formatTable, markdownTable } from './tables.ts';
import { versionOfPeer } from './versions.ts';

async function main(): Promise<number> {
  const options = peerOptions(startProgram(program).values);
  const { settings, measures, only } = options;
  const places = (['json', 'markdown'] as const).flatMap((flag) => (options[flag] === undefined ? [] : [{ flag, place: options[flag] }]));
  requireWritable(places);
  if (!nchanHere()) complain('nginx with its nchan module is not here, so its two arms are left out: apt-get install nginx libnginx-mod-nchan');
  // Read before the run, because files may change while it runs.
  const measured = await commit();
  const { rounds, failures, isWhole } = await runPeers(options, interruption(), ({ found, round, title }) => {
    if (!found) complain(`round ${round + 1} of ${settings.rounds}: ${title}`);
  });
  for (const failure of failures) complain(failure);
  const tables = filledTables({ ...options, rounds });
  process.stdout.write(`${tables.map(formatTable).join('\n')}\n`);
  const peers = pushPeers.map((peer) => ({ name: peer.name, version: versionOfPeer(peer), setup: peer.setup }));
  const versions = peers.map(({ name, version, setup }) => `- ${name} ${version}: ${setup}`).join('\n');
  const result: PeersResult = {
    format: 2,
    date: new Date().toISOString(),
    commit: measured,
    environment: await environment(),
    settings,
    measures,
    only,
    peers,
    rounds,
    ...(failures.length > 0 && { failures }),
    ...(!isWhole && { partial: true }),
  };
  const formats = {
    json: () => `${JSON.stringify(result, undefined, 1)}\n`,
    markdown: () => `# Compared with other servers\n\n${tables.map(markdownTable).join('\n')}\n## Arms\n\n${versions}\n`,
  };
  const written = writeOutputs(
    places.map((output) => ({ ...output, format: formats[output.flag] })),
    complain,
  );
  if (!isWhole) return exitCodes.interrupted;
  return written && failures.length === 0 ? exitCodes.fine : exitCodes.failure;
}

runProgram(main);
