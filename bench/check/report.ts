import { wrap } from '../report/columns.ts';
import { transports } from '../result/identity.ts';
import type { Verdict } from './verdict.ts';
import type { Finding } from './watch/findings/index.ts';
import type { Found } from './watch/judge.ts';

const namesOf = (findings: readonly Finding[]): string => findings.map(({ name }) => name).join(', ');
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Control characters: a terminal obeys them, and a server may send them in a head. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Characters of a name with what stands before it and behind it. */
const nameWidth = 22;

/** A row of two columns; the second goes on below itself. */
function row(name: string, text: string, width: number): string[] {
  const indent = ' '.repeat(nameWidth);
  const [first = '', ...rest] = wrap(text, Math.max(30, width - nameWidth - 2));
  return [`  ${name}`.padEnd(nameWidth) + first, ...rest.map((line) => indent + line.trimStart())];
}

const foundRows = ({ finding: { name, why, remedy, shown, lab }, seen }: Found, width: number): string[] => [
  ...row(name, seen, width),
  ...row('', `Why: ${why}`, width),
  ...row('', `Do: ${remedy}`, width),
  ...row('', `See: docs/${shown}${lab ? `; in the lab: ${lab}` : ''}`, width),
];

function endpointLines({ endpoint: { kind, url }, judgement, failure }: Verdict, passive: boolean, width: number): string[] {
  const title = `${transports[kind].glyph} ${kind}  ${url.href}`;
  if (!judgement) return [title, ...row('not checked', failure ?? '', width), ''];
  const { found, held, untried } = judgement;
  const needing = untried.filter(({ needsPublish }) => passive && needsPublish);
  const hostile = untried.filter(({ needsHostile }) => needsHostile);
  const others = untried.filter((finding) => !needing.includes(finding) && !hostile.includes(finding));
  return [
    title,
    ...found.flatMap((one) => foundRows(one, width)),
    ...(held.length > 0 ? row('not found', namesOf(held), width) : []),
    ...(needing.length > 0 ? row('needs --publish', namesOf(needing), width) : []),
    ...(hostile.length > 0 ? row('needs --hostile', namesOf(hostile), width) : []),
    ...(others.length > 0 ? row('not to be seen', namesOf(others), width) : []),
    '',
  ];
}

/** The verdicts for a terminal. @param passive nothing was published @param width characters, at most 110 */
export function verdictText(verdicts: readonly Verdict[], passive: boolean, width = 100): string {
  const room = Math.min(width, 110);
  const found = verdicts.reduce((sum, { judgement }) => sum + (judgement?.found.length ?? 0), 0);
  const unchecked = verdicts.filter(({ failure }) => failure !== undefined).length;
  const sum = `${counted(found, 'finding')} in ${counted(verdicts.length - unchecked, 'endpoint')}${unchecked > 0 ? `; ${unchecked} could not be checked` : ''}.`;
  return `${[...verdicts.flatMap((verdict) => endpointLines(verdict, passive, room)), sum].join('\n').replace(control, '\ufffd')}\n`;
}
