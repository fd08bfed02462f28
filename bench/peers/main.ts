import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { commit, environment } from '../run/environment.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { filledTables } from './filled-tables.ts';
import { measures, startAskers } from './measures.ts';
import { nchanHere } from './nchan.ts';
import { type PeerOptions, peerOptions, program } from './options.ts';
import { pushPeers } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeersResult } from './result.ts';
import { PeerStage } from './stage.ts';
import { formatTable, markdownTable } from './tables.ts';
import { versionOfPeer } from './versions.ts';

const tell = (line: string) => process.stderr.write(`${line}\n`);

/** Every round runs every arm once, in an order of its own. */
async function takeReadings(options: PeerOptions): Promise<Reading[][]> {
  const stage = new PeerStage();
  const askers = startAskers();
  try {
    const rounds: Reading[][] = [];
    for (let round = 0; round < options.settings.rounds; round += 1) {
      const turns = options.measures.flatMap((name) => measures[name].turns({ stage, askers, options, round }));
      const readings: Reading[] = [];
      for (const turn of shuffled(turns, seededRandom(options.settings.seed + 31 * round))) {
        tell(`round ${round + 1} of ${options.settings.rounds}: ${turn.arm}`);
        readings.push(...(await turn.read()));
      }
      rounds.push(readings);
    }
    return rounds;
  } finally {
    await Promise.all([stage.close(), askers.stop()]);
  }
}

const peersUsed = () => pushPeers.map((peer) => ({ name: peer.name, version: versionOfPeer(peer), setup: peer.setup }));

async function main(): Promise<void> {
  const options = peerOptions(startProgram(program).values);
  if (!nchanHere()) tell('nginx with its nchan module is not here, so its two arms are left out: apt-get install nginx libnginx-mod-nchan');
  // Before the run: what is edited meanwhile is not what is measured.
  const measured = await commit();
  const rounds = await takeReadings(options);
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
    };
    writeFileSync(options.json, `${JSON.stringify(result, undefined, 1)}\n`);
  }
}

main().catch((error: unknown) => {
  tell(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
});
