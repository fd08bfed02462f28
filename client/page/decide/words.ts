/** A recommendation as text, for the page, for a team and for docs/choosing.md. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import { run } from './measured.ts';
import { clauseOf, type Needs, type QuestionName, questionNames } from './questions.ts';
import type { Change, Recommendation } from './recommend.ts';
import { textOf } from './statement.ts';

/** The answer in one sentence. */
export const headlineOf = ({ transport }: Pick<Recommendation, 'transport'>): string =>
  transport === undefined ? 'None of the four fits all of this.' : `Take ${transport}.`;

const destination = (to: TransportName | undefined): string => to ?? 'none of the four';

/** The changes of one question, those that lead to the same transport in one sentence: “If there is something new once an hour: polling.” */
export function changeSentences(changes: readonly Change[]): readonly string[] {
  const groups = new Map<string, { question: QuestionName; answers: string[]; to: Change['to'] }>();
  for (const { question, answer, to } of changes) {
    const key = `${question} ${to}`;
    const group = groups.get(key) ?? { question, answers: [], to };
    group.answers.push(answer);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ question, answers, to }) => `If ${clauseOf(question, answers)}: ${destination(to)}.`);
}

/** The line of code for it; `undefined` where nothing is recommended. */
export function codeOf({ transport, fallbacks, pollInterval }: Recommendation): string | undefined {
  if (transport === undefined) return undefined;
  const list = [transport, ...fallbacks];
  const interval = list.includes('polling') ? `, interval: ${pollInterval}` : '';
  const value = list.length === 1 ? `'${transport}'` : `[${list.map((name) => `'${name}'`).join(', ')}]`;
  return `const stream = openStream('/', { transport: ${value}${interval} });`;
}

/** The answers in one sentence. */
export const needsSentence = (needs: Needs): string => {
  const clauses = questionNames.map((question) => clauseOf(question, [needs[question]]));
  return `${clauses.slice(0, -1).join(', ')}, and ${clauses.at(-1)}`;
};

/** Where the numbers come from. */
export const runSentence = `Measured by \`${run.command}\` at commit ${run.commit.slice(0, 12)} on ${run.started.slice(0, 10)}: ${run.machine}.`;

/** A paragraph for colleagues. @param url that leads to these answers */
export function teamText(needs: Needs, recommendation: Recommendation, url: string): string {
  const { transport, assumption, reasons, counterArgument, ruledOut, changes } = recommendation;
  const opening = transport === undefined ? 'None of polling, long-polling, sse and websocket fits' : `We take ${transport} for our notifications`;
  return [
    `${opening}, given that ${needsSentence(needs)}.`,
    ...(assumption ? [assumption] : []),
    ...reasons.map(textOf),
    ...(transport === undefined ? ruledOut.map((one) => `Not ${one.transport}: ${textOf(one.because)}`) : []),
    ...(counterArgument ? [`But: ${textOf(counterArgument)}`] : []),
    ...(changes.length > 0 ? [`We would choose anew: ${changeSentences(changes).join(' ')}`] : []),
    runSentence,
    url,
  ].join(' ');
}
