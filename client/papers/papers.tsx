/** All papers for a class, by their path below docs/lessons. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VNode } from 'preact';
import { parseResult } from '../../bench/result/result.ts';
import { lessonIds } from '../../server/lab/door-paths.ts';
import { lessons } from '../page/lessons/index.ts';
import { ownNames } from '../page/words/languages.ts';
import { Key } from './key.tsx';
import { Plans } from './plans.tsx';
import { documentOf } from './sheet.tsx';
import { Transports } from './transports.tsx';
import { fill, type Said, saidInAll } from './words.ts';
import { Worksheet } from './worksheet.tsx';

const textAt = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');

interface Paper {
  /** Below the folder of the language. */
  readonly path: string;
  readonly title: string;
  readonly body: VNode;
}

/** `04-between-two-polls` */
const fileOf = (index: number): string => `${String(index + 1).padStart(2, '0')}-${lessonIds[index]}.html`;

/** In the order in which they are listed. */
function papersIn(said: Said): readonly Paper[] {
  const { paper, page, marks } = said;
  const result = parseResult(textAt('../../bench/results/reference.json'));
  const ofLessons = lessonIds.flatMap((id, index) => {
    const props = { lesson: lessons[id], number: index + 1, said };
    const title = `${fill(paper.lesson, { number: index + 1 })}${marks.colon}${page.lessons[id].title}`;
    return [
      { path: `worksheets/${fileOf(index)}`, title: `${paper.worksheet}${marks.comma}${title}`, body: <Worksheet {...props} /> },
      { path: `keys/${fileOf(index)}`, title: `${paper.key}${marks.comma}${title}`, body: <Key {...props} /> },
    ];
  });
  return [
    { path: 'plans.html', title: paper.contents.plans, body: <Plans said={said} /> },
    { path: 'transports.html', title: paper.contents.transports, body: <Transports said={said} result={result} /> },
    ...ofLessons,
  ];
}

/** What there is in a language, with links. */
const Contents = ({ said, papers }: { readonly said: Said; readonly papers: readonly Paper[] }) => (
  <main>
    <h1>{said.paper.contents.title}</h1>
    <p>{said.paper.contents.lead}</p>
    <ul>
      {papers.map(({ path, title }) => (
        <li>
          <a href={path}>{title}</a>
        </li>
      ))}
    </ul>
  </main>
);

const readme = (all: readonly Said[]): string => `# Papers for the classroom

Written by \`npm run lessons:docs\` from the data of the lessons; change them there. Open one in a browser and print it: A4, worksheets on both sides of one sheet.

${all.map(({ language, paper }) => `- [${ownNames[language]}](${language}/index.html): ${paper.contents.title}`).join('\n')}
`;

/** Path below docs/lessons, and text. */
export async function allPapers(): Promise<ReadonlyMap<string, string>> {
  const all = await saidInAll();
  const files = all.flatMap((said): (readonly [string, string])[] => {
    const papers = papersIn(said);
    const contents = documentOf(said, said.paper.contents.title, '../', <Contents {...{ said, papers }} />);
    return [
      [`${said.language}/index.html`, contents],
      ...papers.map(
        ({ path, title, body }) => [`${said.language}/${path}`, documentOf(said, title, path.includes('/') ? '../../' : '../', body)] as const,
      ),
    ];
  });
  return new Map([['README.md', readme(all)], ['print.css', textAt('print.css')], ...files]);
}
