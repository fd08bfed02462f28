import { startProgram } from '../../server/lab/command-line/start.ts';
import { placesOf } from '../command-line/outputs.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { complain } from '../command-line/run-program.ts';
import { endedAfter } from '../processes/ended-after.ts';
import { profileFlags } from '../processes/fork-process.ts';
import { failureText, shuffledRounds, takeSteps } from '../run/steps.ts';
import { seededRandom } from '../statistics/random.ts';
import { isWanted } from './measure.ts';
import { filledTables, measures } from './measures.ts';
import { nchanHere } from './nchan.ts';
import { peerOptions, program } from './options.ts';
import { pushPeers } from './peers.ts';
import type { PeersResult, Reading } from './result.ts';
import { peerStage } from './stage.ts';
import { formatTable, markdownTable } from './tables.ts';

const { settings, measures: asked, only, json, markdown, profile } = peerOptions(startProgram(program).values);
const rounds = Array.from({ length: settings.rounds }, (): Reading[] => []);
const failures: string[] = [];
const ofAll = 'one TCP_NODELAY socket per reader, no compression';
const peers = pushPeers.map(({ name, version, setup }) => ({ name, version: version(), setup: `${setup}; ${ofAll}` }));
const tables = () => filledTables({ settings, measures: asked, rounds });

/** Every round runs every arm once, in random order. An arm that fails is left out of its round. Ends with all tables. */
async function measure(signal: AbortSignal): Promise<void> {
  if (!nchanHere()) complain('nginx with its nchan module is not here, so its two arms are left out: apt-get install nginx libnginx-mod-nchan');
  const turns = asked.flatMap((name) => measures[name].turns(settings)).filter((turn) => isWanted(turn, only));
  const stage = peerStage(settings, profileFlags(profile), signal);
  const steps = shuffledRounds(turns, settings.rounds, seededRandom(settings.seed)).map(({ task: { arm: title, read }, round }) => ({
    title,
    seconds: 1,
    round,
    async run() {
      complain(`round ${round + 1} of ${settings.rounds}: ${title}`);
      rounds[round]?.push(...(await read(stage, round)));
    },
    failed: (error: Error) => failures.push(failureText({ title, round }, 'failed', error)),
  }));
  // An end of the stage also ends calls that wait for a process that is gone.
  await endedAfter(signal, stage.close, () => takeSteps(steps, signal));
  for (const failure of failures) complain(failure);
  process.stdout.write(`${tables().map(formatTable).join('\n')}\n`);
}

function markdownText(): string {
  const versions = peers.map(({ name, version, setup }) => `- ${name} ${version}: ${setup}`);
  return `# Compared with other servers\n\n${tables().map(markdownTable).join('\n')}\n## Arms\n\n${versions.join('\n')}\n`;
}

runAcceptance({
  json,
  others: placesOf({ markdown }).map((output) => ({ ...output, format: markdownText })),
  measure,
  readings: (): Omit<PeersResult, 'commit' | 'environment' | 'partial'> => ({
    format: 2,
    date: new Date().toISOString(),
    settings,
    measures: asked,
    only,
    peers,
    rounds,
    ...(failures.length > 0 && { failures }),
  }),
  passed: () => failures.length === 0,
});
