import { useMemo, useRef } from 'preact/hooks';
import { checkPath } from '../../../server/lab/door-paths.ts';
import type { DoorProps } from '../doors.ts';
import { changeQuery, doorUrl, query } from '../place.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Lazy } from '../ui/lazy.tsx';
import { Answer, Headline } from './answer.tsx';
import { Costs } from './costs.tsx';
import { queryOf, readNeeds } from './needs-url.ts';
import { QuestionForm } from './question-form.tsx';
import type { QuestionName } from './questions.ts';
import { recommend } from './recommend.ts';
import { headlineOf, teamText } from './words.ts';
import './decide.css';

/** Scrolls first, because focus alone would scroll the middle of such a tall element into view. */
function show(section: HTMLElement | null): void {
  section?.focus({ preventScroll: true });
  section?.scrollIntoView();
}

const loadVerdict = async () => (await import('../verdict/verdict.tsx')).Verdict;
const loadCheck = async () => (await import('../endpoint-check/endpoint-check.tsx')).EndpointCheck;

const Door = ({ rest }: DoorProps) => (rest === '' ? <Questions /> : <Lazy title="Check" load={loadCheck} props={{}} />);
export default Door;

const CheckLink = () => (
  <p>
    {/* A full page load: the content security policy of this path lets the page connect to other servers. */}
    You have a server already?{' '}
    <a href={doorUrl(checkPath)} target="_self">
      Check my endpoint
    </a>
  </p>
);

/** Seven questions, and beside them the recommended transport. The answers are in the query of the URL. */
function Questions() {
  const place = useRef<HTMLElement>(null);
  const search = query.value;
  const { needs, troubles } = useMemo(() => readNeeds(search), [search]);
  const recommendation = useMemo(() => recommend(needs), [needs]);
  const url = doorUrl('decide') + queryOf(needs);
  const answer = (question: QuestionName, given: string) => changeQuery(queryOf(readNeeds(queryOf({ ...needs, [question]: given })).needs));
  return (
    <div class="decide">
      <h1>Which one should I use?</h1>
      <p class="lead">The answer changes with each click. The bench has measured every number in its reasons.</p>
      {troubles.map((trouble) => (
        <p key={trouble} class="warn" role="alert">
          {trouble}
        </p>
      ))}
      <div class="sides">
        <QuestionForm {...{ needs, answer }} />
        <p class="verdict-line">
          {headlineOf(recommendation)}
          <button type="button" onClick={() => show(place.current)}>
            Why?
          </button>
        </p>
        <section class="recommendation" aria-label="Recommendation" ref={place} tabIndex={-1}>
          <Headline recommendation={recommendation} />
          <Answer recommendation={recommendation} />
        </section>
        <Costs needs={needs} />
      </div>
      <Lazy title="the map" load={loadVerdict} props={{}} />
      <section class="take-along" aria-labelledby="take-along-title">
        <h2 id="take-along-title">Take it along</h2>
        <CopyLine where="For your team" code={teamText(needs, recommendation, url)} />
        <CopyLine where="Share: the link to these answers" code={url} />
      </section>
      <CheckLink />
    </div>
  );
}
