import type { ComponentChildren } from 'preact';
import { transports } from '../../../bench/result/identity.ts';
import { labUrl } from '../lab-url.ts';
import { doorUrl } from '../place.ts';
import { change } from '../settings/store.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Shape } from '../ui/transport-mark.tsx';
import type { Recommendation } from './recommend.ts';
import { Sentence } from './sentence.tsx';
import { changeSentences, codeOf, headlineOf } from './words.ts';

/** How to check the assumption: a self-test of this lab on the visitor's network. */
const FindOut = ({ transport }: Pick<Recommendation, 'transport'>) => (
  <>
    To find out, open this lab from your users' network and{' '}
    <a href={doorUrl('')} onClick={() => change({ dock: 'test' })}>
      press Test below the lanes
    </a>
    {transport === 'sse' && (
      <>
        , or run <code>curl -N {labUrl('stream/sse').href}</code> there: lines are to come one by one
      </>
    )}
    .
  </>
);

/** The answer in a word, and its definition. */
export const Headline = ({ recommendation }: { readonly recommendation: Recommendation }) => {
  const { transport, fallbacks, assumption } = recommendation;
  return (
    <div class={`headline ${transport ?? ''}`}>
      <p class="recommended" role="status">
        {transport && <Shape of={transport} />} {headlineOf(recommendation)}
      </p>
      {transport ? (
        <>
          <p>
            {transports[transport].definition} {fallbacks.length > 0 && <>Where it does not pass: {fallbacks.join(', then ')}.</>}
          </p>
          <p class="assumption">
            <strong>{assumption}</strong> <FindOut transport={transport} />
          </p>
        </>
      ) : (
        <p>Your answers rule out each of them: what would change that is below.</p>
      )}
    </div>
  );
};

interface PartProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

const Part = ({ title, children }: PartProps) => (
  <section class="part">
    <h2>{title}</h2>
    {children}
  </section>
);

const RuledOut = ({ ruledOut }: Pick<Recommendation, 'ruledOut'>) => (
  <Part title="Ruled out">
    <ul>
      {ruledOut.map(({ transport, because }) => (
        <li key={transport}>
          <p class="via">
            <Shape of={transport} /> <strong>{transport}</strong>
          </p>
          <Sentence of={because} />
        </li>
      ))}
    </ul>
  </Part>
);

const Changes = ({ changes }: Pick<Recommendation, 'changes'>) => (
  <Part title="What would change it">
    {changes.length === 0 && <p>No other answer to any one of the questions.</p>}
    <ul class="changes">
      {changeSentences(changes).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  </Part>
);

/** The reasons, the counter-argument, and the answers that would change the recommendation. */
export function Answer({ recommendation }: { readonly recommendation: Recommendation }) {
  const { reasons, counterArgument, ruledOut, changes } = recommendation;
  const code = codeOf(recommendation);
  return (
    <div class="answer">
      {reasons.length > 0 && (
        <Part title="Why">
          <ol>
            {reasons.map((reason, index) => (
              <li key={index}>
                <Sentence of={reason} />
              </li>
            ))}
          </ol>
        </Part>
      )}
      {counterArgument && (
        <Part title="But">
          <Sentence of={counterArgument} />
        </Part>
      )}
      {code && ruledOut.length > 0 && <RuledOut ruledOut={ruledOut} />}
      <Changes changes={changes} />
      {!code && <RuledOut ruledOut={ruledOut} />}
      {code && <CopyLine where="In your page" code={code} />}
    </div>
  );
}
