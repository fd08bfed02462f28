import { startProgram } from '../../server/lab/command-line/start.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { endedAfter } from '../processes/ended-after.ts';
import { profileFlags } from '../processes/fork-process.ts';
import { type Random, seededRandom, shuffled } from '../statistics/random.ts';
import { CostStage, type QuestionName, questions } from './cost/questions.ts';
import { type CostReading, ratiosOf, type Spread } from './cost/ratios.ts';
import { type ServerName, startServers } from './cost/servers.ts';
import { costProgram as program } from './programs.ts';

const { json, profile, questions: asked, ...plan } = startProgram(program).values;
const say = (line: string) => process.stdout.write(`${line}\n`);
const flags = profileFlags(profile);
const readings: CostReading[] = [];

/** Every arm of a question, in an order that is drawn. */
async function measureRound(question: QuestionName, stage: CostStage, round: number, random: Random): Promise<void> {
  const { arms, turn, unit } = questions[question];
  for (const arm of shuffled<ServerName>(arms, random)) {
    const reading = { question, arm, round, ...(await turn(stage, arm)) };
    // The first round warms up: servers compile, and so do those who ask.
    if (round === 0) continue;
    readings.push(reading);
    const { done, seconds, cpu } = reading;
    say(`round ${round}, ${question}, ${arm}: ${(done / seconds).toFixed(0)} ${unit}/s, ${cpu.toFixed(1)} µs of processor each`);
  }
}

/** All rounds of a question, on servers of its own, so that one question does not change what another finds. */
async function measureQuestion(question: QuestionName, signal: AbortSignal, random: Random): Promise<void> {
  // The library always runs too: the bare servers repeat its answers.
  const servers = await startServers([...new Set<ServerName>(['library', ...questions[question].arms])], flags);
  const stage = new CostStage(plan, servers);
  const end = () => Promise.all([stage.stop(), ...[...servers.values()].map((server) => server.stop())]);
  await endedAfter(signal, end, async () => {
    for (let round = 0; round <= plan.rounds; round += 1) await measureRound(question, stage, round, random);
  });
}

const ratios = () =>
  asked.flatMap((question) => {
    const [to] = questions[question].arms;
    return [
      ...ratiosOf(readings, question, to),
      ...ratiosOf(readings, question, 'library').filter(({ arm }) => to !== 'library' && arm === 'library, observed'),
    ];
  });

const shown = ({ median, least, most }: Spread) => `${median.toFixed(2)} × [${least.toFixed(2)}, ${most.toFixed(2)}]`;

runAcceptance({
  json,
  plan: { questions: asked, ...plan },
  async measure(signal) {
    const random = seededRandom(plan.seed);
    for (const question of asked) await measureQuestion(question, signal, random);
  },
  readings: () => ({ ratios: ratios(), readings }),
  conclude() {
    for (const { question, arm, to, cpu, rate } of ratios()) say(`${question}, ${arm} to ${to}: processor ${shown(cpu)}, rate ${shown(rate)}`);
  },
  passed: () => readings.every(({ failures }) => failures === 0),
});
