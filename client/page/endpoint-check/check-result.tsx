import type { Finding } from '../../../bench/check/watch/findings/index.ts';
import type { Found } from '../../../bench/check/watch/judge.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import type { Told } from './check-run.ts';
import { commandFor } from './request.ts';

const FoundRow = ({ finding: { name, why, remedy, shown, lab }, seen }: Found) => (
  <li>
    <h3>{name}</h3>
    <p>{seen}</p>
    <p>
      <strong>Why it matters.</strong> {why}
    </p>
    <p>
      <strong>What to do.</strong> {remedy}
    </p>
    <p class="hint">
      See docs/{shown}
      {lab && `; in the lab: ${lab}`}
    </p>
  </li>
);

const Names = ({ title, of }: { readonly title: string; readonly of: readonly Finding[] }) =>
  of.length > 0 && (
    <p class="names">
      <strong>{title}:</strong> {of.map(({ name }) => name).join(', ')}.
    </p>
  );

const counted = (count: number): string => (count === 0 ? 'Nothing was found.' : `${count} ${count === 1 ? 'finding' : 'findings'}.`);

/** The result of a check. */
export function CheckResult({ request, judgement, failure }: Told) {
  const passive = request.publish === undefined;
  return (
    <section class="check-result" aria-labelledby="check-result-title">
      <h2 id="check-result-title">
        <NamedShape of={request.kind} />: {judgement ? counted(judgement.found.length) : 'not checked'}
      </h2>
      <p class="hint">{request.url.href}</p>
      {failure && <p class="warn">{failure}</p>}
      {judgement && (
        <>
          <ul class="found">
            {judgement.found.map((found) => (
              <FoundRow key={found.finding.name} {...found} />
            ))}
          </ul>
          <Names title="As it should be" of={judgement.held} />
          {passive && <Names title="Seen only where something is published" of={judgement.untried.filter(({ needsPublish }) => needsPublish)} />}
          <Names title="A page cannot see" of={judgement.untried.filter(({ needsPublish }) => !(passive && needsPublish))} />
        </>
      )}
      <CopyLine where="The command sees what a page cannot: foreign origins, pings, compression" code={commandFor(request)} />
    </section>
  );
}
