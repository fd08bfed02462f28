import { type Leaf, leaves } from '../page/decide/choice.ts';
import { type FigureName, figures, figureText, run } from '../page/decide/measured.ts';
import { queryOf } from '../page/decide/needs-url.ts';
import { answersTo, labelOf, questionNames, questions, usualNeeds } from '../page/decide/questions.ts';
import { recommend } from '../page/decide/recommend.ts';
import type { Demonstration, Source, Statement } from '../page/decide/statement.ts';
import { textOf, unmeasured, unmeasuredBy } from '../page/decide/statement.ts';
import { changeSentences, codeOf, headlineOf, runSentence } from '../page/decide/words.ts';
import { examples } from './examples.ts';

/** The committed result, as seen from docs/. */
const reference = '../bench/results/reference.json';

function sourceLink(source: Source): string {
  if ('section' in source) return `[${source.section}](${source.url})`;
  if ('fact' in source) return `[browser-facts.json](browser-facts.json), \`${source.fact}\``;
  return `[${source.document.split('#')[0]}](${source.document})`;
}

const demonstrationText = ({ command, door, act }: Demonstration): readonly string[] => [
  ...(command ? [`\`${command}\``] : []),
  ...(door !== undefined && act ? [`\`/${door}\`: ${act}`] : []),
];

/** Where it comes from; of a sentence without a number, that none was measured. */
const sourceText = (statement: Statement): readonly string[] => {
  const { source } = statement;
  return source ? [`${unmeasured(statement) ? `not measured: ${unmeasuredBy(source)} ` : ''}${sourceLink(source)}`] : [];
};

/** A sentence, and behind it where it comes from and how to see it. */
function statementText(statement: Statement): string {
  const behind = [...sourceText(statement), ...demonstrationText(statement)];
  return behind.length > 0 ? `${textOf(statement)} (${behind.join('; ')})` : textOf(statement);
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function leafText(leaf: Leaf): string {
  const { title, needs } = examples[leaf];
  const recommendation = recommend(needs);
  const { assumption, reasons, counterArgument, ruledOut, changes } = recommendation;
  const unusual = questionNames
    .filter((name) => needs[name] !== usualNeeds[name])
    .map((name) => `${questions[name].asks} ${labelOf(name, needs[name])}.`);
  const code = codeOf(recommendation);
  return [
    `### ${title}`,
    `${unusual.join(' ')} All else as usual: \`/decide${queryOf(needs)}\``,
    `**${headlineOf(recommendation)}**${assumption ? ` ${assumption}` : ''}`,
    ...(reasons.length > 0 ? [bullets(reasons.map(statementText))] : []),
    ...(counterArgument ? [`But: ${statementText(counterArgument)}`] : []),
    ...(ruledOut.length > 0
      ? [
          `Ruled out:\n\n${bullets(ruledOut.map(({ transport, because }) => `${transport}: ${[textOf(because), ...sourceText(because).map((text) => `(${text})`)].join(' ')}`))}`,
        ]
      : []),
    ...(changes.length > 0 ? [`What would change it:\n\n${bullets(changeSentences(changes))}`] : []),
    ...(code ? [`\`\`\`js\n${code}\n\`\`\``] : []),
  ].join('\n\n');
}

const questionTable = (): string =>
  [
    '| question | answers, the usual one in bold |',
    '| --- | --- |',
    ...questionNames.map((name) => {
      const answers = answersTo(name).map((answer) => (answer === usualNeeds[name] ? `**${labelOf(name, answer)}**` : labelOf(name, answer)));
      return `| ${questions[name].asks} | ${answers.join(' · ')} |`;
    }),
  ].join('\n');

const figureTable = (): string =>
  [
    '| figure | value | in the result |',
    '| --- | --: | --- |',
    ...(Object.keys(figures) as FigureName[]).map((name) => `| ${name} | ${figureText(name)} | \`${figures[name].path}\` |`),
  ].join('\n');

/** `docs/choosing.md`, whole. */
export const choosingText = (): string =>
  `${[
    '# Which transport should I use?',
    'Seven questions. The page asks them at `/decide`, and answers beside them; this document is made of the same data by `npm run choosing`, and is not written by hand.',
    questionTable(),
    '## How it is decided',
    bullets([
      'What the answers rule out is never recommended: websocket where no upgrade passes or a header is the only credential; sse where that is so, where answers are held until they end, or where many tabs share the connections of HTTP/1.1; long-polling where they do; all but websocket where the page may not make a request for each message; and polls that would be too late.',
      'Where nobody knows the network, nothing is ruled out: the answer says what may go wrong, what the client falls back to, and how to find out.',
      'If the page sends many times a second, websocket comes first. Otherwise sse does, because the browser reopens it by itself. Then come websocket and long-polling.',
      'Polling comes before all of them where two seconds are soon enough and it takes fewer bytes, by the model of [`bench/model`](../bench/model), TCP and IP included; or where ten users at most may wait ten seconds.',
    ]),
    'Whether the assumption beside an answer holds is a matter of the network. Open the page of the lab there and press *Test* below the lanes, or run `curl -N http://localhost:3000/stream/sse` with the address of the lab: lines are to come one by one, and not all at once when the answer ends. [proxies.md](proxies.md#proxies) says what each proxy has to be told.',
    'The library of this repository changes transports in mid-stream and loses nothing, so a wrong choice costs one line.',
    '## What comes out',
    'One example for each way in which the questions can end.',
    ...leaves.map(leafText),
    '## The figures',
    `${runSentence} Each is the median of what its path leads to in [reference.json](${reference}): \`jq '[${Object.values(figures)[0]?.path}] | sort'\` lists the values of the first. They are those of one machine; run \`${run.command.split(' --json')[0]}\` on yours.`,
    figureTable(),
  ].join('\n\n')}\n`;
