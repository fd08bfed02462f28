import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { commit, environment } from '../run/environment.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { CostStage, questions } from './cost/questions.ts';
import { type CostReading, ratiosOf, type Spread } from './cost/ratios.ts';
import { type ServerName, startServers } from './cost/servers.ts';
import { costProgram as program } from './programs.ts';

const { json, profile, questions: asked, ...plan } = startProgram(program).values;
const say = (line: string) => process.stdout.write(`${line}\n`);
const measured = await commit();
const flags = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${profile}`];
// The library always runs too: the bare servers repeat its answers.
const names = new Set<ServerName>(['library', ...asked.flatMap<ServerName>((question) => questions[question].arms)]);
const servers = await startServers([...names], flags);
const stage = new CostStage(plan, servers);
const readings: CostReading[] = [];
const random = seededRandom(plan.seed);
let ended = false;
const end = async () => {
  if (ended) return;
  ended = true;
  await Promise.all([stage.stop(), ...[...servers.values()].map((server) => server.stop())]);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
try {
  for (let round = 0; round <= plan.rounds; round += 1) {
    for (const question of asked) {
      const { arms, turn, unit } = questions[question];
      for (const arm of shuffled<ServerName>(arms, random)) {
        const reading = { question, arm, round, ...(await turn(stage, arm)) };
        // The first round is a warm-up: servers and clients compile their code.
        if (round === 0) continue;
        readings.push(reading);
        say(
          `round ${round}, ${question}, ${arm}: ${(reading.done / reading.seconds).toFixed(0)} ${unit}/s, ${reading.cpu.toFixed(1)} µs of processor each`,
        );
      }
    }
  }
} finally {
  await end();
}
const shown = ({ median, least, most }: Spread) => `${median.toFixed(2)} × [${least.toFixed(2)}, ${most.toFixed(2)}]`;
const ratios = asked.flatMap((question) => {
  const [to] = questions[question].arms;
  return [
    ...ratiosOf(readings, question, to),
    ...ratiosOf(readings, question, 'library').filter(({ arm }) => to !== 'library' && arm === 'library, observed'),
  ];
});
for (const { question, arm, to, cpu, rate } of ratios) say(`${question}, ${arm} to ${to}: processor ${shown(cpu)}, rate ${shown(rate)}`);
if (json !== undefined) {
  writeFileSync(
    json,
    `${JSON.stringify({ plan: { questions: asked, ...plan }, commit: measured, environment: await environment(), ratios, readings }, null, 1)}\n`,
  );
}
process.exitCode = readings.every(({ failures }) => failures === 0) ? 0 : 1;
