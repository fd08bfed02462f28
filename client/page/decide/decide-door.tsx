import { choices } from '../../../bench/result/choices.ts';
import { transports } from '../../../bench/result/identity.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { doorUrl } from '../place.ts';
import './decide.css';

interface Step {
  readonly question: string;
  readonly yes: TransportName;
  readonly because: string;
}

/** Asked in this order: the first yes decides. */
const steps: readonly Step[] = [
  {
    question: 'May news be some seconds old, and does little happen?',
    yes: 'polling',
    because: 'Every proxy passes short requests, and every server can answer them. Most answers are empty, and each costs a whole request.',
  },
  {
    question: 'Does the client send often: keystrokes, positions, several messages a second?',
    yes: 'websocket',
    because: 'Both directions use one connection, with a few bytes for each message. A proxy has to pass the upgrade.',
  },
  {
    question: 'Does a proxy on the way buffer responses, or end those that go on?',
    yes: 'long-polling',
    because: 'Each answer ends, so nothing on the way can hold it back. Each notification costs a request and a round trip.',
  },
];

const otherwise: Omit<Step, 'question'> = {
  yes: 'sse',
  because: 'It is one HTTP response that goes on. It passes what passes HTTP, and the browser connects again by itself.',
};

const Answer = ({ yes, because }: Omit<Step, 'question'>) => (
  <>
    <strong class={yes}>
      <span aria-hidden="true">{transports[yes].glyph}</span> {yes}
    </strong>
    . {because}
  </>
);

/** Three questions and a table. */
export default function Door() {
  return (
    <div class="decide">
      <h1>Which one should I use?</h1>
      <p class="lead">Answer from the top. The first yes decides.</p>
      <ol>
        {steps.map((step) => (
          <li key={step.yes}>
            <p>{step.question}</p>
            <p>
              Yes: <Answer {...step} />
            </p>
          </li>
        ))}
        <li>
          <p>None of these?</p>
          <p>
            <Answer {...otherwise} />
          </p>
        </li>
      </ol>
      <div class="wide">
        <table>
          <caption>The four in words</caption>
          <thead>
            <tr>
              <th scope="col">transport</th>
              <th scope="col">choose it when</th>
              <th scope="col">in the way of proxies</th>
              <th scope="col">the client sends</th>
            </tr>
          </thead>
          <tbody>
            {transportNames.map((name) => (
              <tr key={name}>
                <th scope="row" class={name}>
                  <span aria-hidden="true">{transports[name].glyph}</span> {name}
                </th>
                <td>{choices[name].choose}</td>
                <td>{choices[name].proxies}</td>
                <td>{choices[name].send}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <a class="button primary" href={doorUrl('report')}>
          Read what each of them costs
        </a>{' '}
        <a class="button" href={doorUrl('')}>
          Watch them side by side
        </a>
      </p>
    </div>
  );
}
