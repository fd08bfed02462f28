import type { ComponentChildren } from 'preact';
import type { Result } from '../../result/result.ts';
import { claimTitle } from '../claim.ts';
import { answersFirst } from '../headline.ts';
import { machineLine } from '../sentences.ts';
import type { Summary } from '../summary.ts';
import { agreementTitle } from '../theory-tables.ts';

/** Link target of a chapter. */
export const idOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** A paragraph. It does not break between a number and its × or %. */
export const Prose = ({ text, kind }: { text: string; kind?: string }) => <p class={kind}>{text.replaceAll(/ (?=[×%])/g, '\u00a0')}</p>;

/** A part with a heading; nothing if it is empty. */
export function Chapter({ title, children }: { title: string; children: ComponentChildren }) {
  const empty = [children]
    .flat()
    .every((child) => child === null || child === undefined || child === false || (Array.isArray(child) && child.length === 0));
  return empty ? null : (
    <section id={idOf(title)}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export const Items = ({ list }: { list: readonly string[] }) => (
  <ul>
    {list.map((item) => (
      <li>{item}</li>
    ))}
  </ul>
);

const named = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ');

/** What ran, where and when. */
export function Facts({ of: result }: { of: Result }) {
  const { versions, fairness } = result.environment;
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    ['Command', <code>{result.command}</code>],
    ['Commit', <code>{result.commit}</code>],
    ['Seed', result.seed],
    ['When', `${result.started} to ${result.ended}`],
    ['Machine', machineLine(result)],
    ['Versions', named(versions)],
    ['The same for all', named(fairness)],
  ];
  return (
    <dl>
      {rows.map(([key, value]) => (
        <>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

const Link = ({ title, text = title }: { title: string; text?: string }) => <a href={`#${idOf(title)}`}>{text}</a>;

/** Stays at the top of the window, and scrolls by itself if it is wider. */
export const Contents = ({ charts, of: { result, sections, agreements } }: { charts: readonly { title: string; short: string }[]; of: Summary }) => (
  <nav class="contents" aria-label="Contents">
    {answersFirst(result) && <Link title="Verdict" />}
    {charts.map(({ title, short }) => (
      <Link title={title} text={short} />
    ))}
    {sections.map(({ info }) => (
      <Link title={info.title} />
    ))}
    {agreements.length > 0 && <Link title={agreementTitle} text="Theory" />}
    <Link title={claimTitle} text="871 against 2" />
    <Link title="Warnings" />
    <Link title="How it was measured, and what it cannot support" text="Method" />
    <Link title="The raw result" text="Raw result" />
  </nav>
);
