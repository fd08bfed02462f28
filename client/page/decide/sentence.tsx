import { doors } from '../doors.ts';
import { doorUrl } from '../place.ts';
import { figures } from './measured.ts';
import { type Demonstration, type Part, partText, type Source, type Statement, unmeasured, unmeasuredBy } from './statement.ts';

/** A number links to its place in the committed result. */
const Words = ({ part }: { readonly part: Part }) => {
  if (typeof part === 'string') return <>{part}</>;
  if ('given' in part) return <b>{part.given}</b>;
  const { value, path } = figures[part.figure];
  return (
    <data value={value} title={`bench/results/reference.json ${path}`}>
      {partText(part)}
    </data>
  );
};

const SourceName = ({ source }: { readonly source: Source }) => {
  if ('section' in source) return <a href={source.url}>{source.section}</a>;
  return <>{'fact' in source ? `docs/browser-facts.json, ${source.fact}` : `docs/${source.document}`}</>;
};

const titleOf = (path: string): string => doors.find(({ name }) => name === path.split('/')[0])?.title ?? path;

/** The source of a sentence, and how to see it. */
const Behind = ({ source, command, door, act }: Demonstration & { readonly source: Source | undefined }) => (
  <ul class="behind">
    {source && (
      <li>
        <SourceName source={source} />
      </li>
    )}
    {command && (
      <li>
        <code>{command}</code>
      </li>
    )}
    {door !== undefined && act && (
      <li>
        <a href={doorUrl(door)}>
          {titleOf(door)}
          {door.includes('/') && `: ${door.split('/')[1]}`}
        </a>
        : {act}
      </li>
    )}
  </ul>
);

/** Marks a sentence that is not measured. */
const Unmeasured = ({ of }: { readonly of: Statement }) => {
  const source = unmeasured(of);
  return (
    source && (
      <p class="hint">
        Not measured: {unmeasuredBy(source)} <SourceName source={source} />.
      </p>
    )
  );
};

/** A sentence, with its source folded away. */
export const Sentence = ({ of }: { readonly of: Statement }) => {
  const { parts, source, command, door, act } = of;
  const shown = unmeasured(of) ? undefined : source;
  return (
    <>
      <p>
        {parts.map((part, index) => (
          <Words key={index} part={part} />
        ))}
      </p>
      <Unmeasured of={of} />
      {(shown || command || act) && (
        <details>
          <summary>See it yourself</summary>
          <Behind {...{ source: shown, command, door, act }} />
        </details>
      )}
    </>
  );
};
