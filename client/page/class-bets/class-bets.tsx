import { useEffect } from 'preact/hooks';
import type { Ballot } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { followed, role } from '../class/role.ts';
import type { RoomProps } from '../learn/lesson-room.tsx';
import { Sentence } from '../learn/sentence.tsx';
import { binSpan, optionsOf } from '../lessons/class-vote.ts';
import { notifyOf } from '../notice.ts';
import { sendCommand } from '../telemetry/telemetry.ts';
import { quantity } from '../words/format.ts';
import { attend, ballotOf, heardBets } from './attend.ts';
import './class-bets.css';

type Shown = RoomProps & { readonly ballot: Ballot };

/** The label of an option. */
function nameOf({ play, said, words: { language } }: RoomProps, option: string, index: number): string {
  const { bet } = play.round;
  if (bet.kind === 'curve') return quantity(((index + 1) * bet.each) / 1_000, 's', language);
  if (bet.kind !== 'number') return said.options?.[option] ?? option;
  return binSpan(bet, index)
    .map((end) => quantity(end, bet.unit, language))
    .join(' – ');
}

/** Both votes side by side, with a bar for each option; for drawn shapes, the mean of the drawings. */
function Votes(props: Shown) {
  const { play, words, ballot } = props;
  const { bet } = play.round;
  const isShape = bet.kind === 'curve';
  const columns = ballot.closed.map(({ bets, counts }) => counts.map((count) => (isShape && bets > 0 ? count / bets : count)));
  const top = Math.max(1, ...columns.flat());
  const heads = [words.class.first, words.class.second];
  return (
    <table class="class-votes">
      <caption>{isShape ? words.class.mean : words.class.title}</caption>
      <thead>
        <tr>
          <th scope="col">{words.class.option}</th>
          {columns.map((_, vote) => (
            <th key={heads[vote]} scope="col">
              {heads[vote]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {optionsOf(bet).options.map((option, index) => (
          <tr key={option}>
            <th scope="row">{nameOf(props, option, index)}</th>
            {columns.map((counts, vote) => (
              <td key={heads[vote]} style={{ '--share': (counts[index] ?? 0) / top }}>
                <span>{quantity(counts[index] ?? 0, '', words.language)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many have bet; on the leading page also over which transport it received that number. */
function Count({ ballot, words }: Shown) {
  const heard = heardBets.value;
  const { bets, pages, round, closed } = ballot;
  const came = role.value.leads && heard?.round === round && heard.vote === closed.length + 1 ? heard : undefined;
  return (
    <p class="class-count">
      <Sentence text={words.class.haveBet} values={{ bets: came?.bets ?? bets, pages }} words={words} />
      {came && (
        <span class="hint">
          {' '}
          ({words.class.over} {came.lane})
        </span>
      )}
    </p>
  );
}

/** Buttons that only the leading page has. */
function Acts({ ballot: { lesson, round, open, closed }, words }: Shown) {
  const tell = (act: 'close' | 'again') => sendCommand({ type: 'ballot', lesson, round, do: act }).catch(notifyOf);
  return (
    <p class="buttons">
      {open && (
        <button type="button" onClick={() => tell('close')}>
          {words.class.close}
        </button>
      )}
      {!open && closed.length === 1 && (
        <button type="button" onClick={() => tell('again')}>
          {words.class.again}
        </button>
      )}
    </p>
  );
}

/** The bets of the class: their number while a vote is open, and their distribution once it is closed. */
export function ClassBets(props: RoomProps) {
  const { play, words } = props;
  useEffect(() => attend(play), [play]);
  const ballot = ballotOf(play);
  if (!ballot) return null;
  const { open, closed } = ballot;
  const mayAct = role.value.leads && play.run.value.phase !== 'running' && play.run.value.phase !== 'told';
  return (
    <section class="class-bets" aria-label={words.class.title}>
      <div role="status">
        {open ? <Count {...props} ballot={ballot} /> : <p class="hint">{words.class.closed}</p>}
        {open && <p class="hint">{closed.length === 1 ? words.class.discuss : words.class.hidden}</p>}
        {!open && followed() && play.run.value.phase !== 'told' && <p class="hint">{words.class.waiting}</p>}
      </div>
      {!open && closed.length > 0 && <Votes {...props} ballot={ballot} />}
      {mayAct && <Acts {...props} ballot={ballot} />}
    </section>
  );
}
