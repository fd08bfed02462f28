import type { Hold, Observation, Rest } from './observation.ts';
import { CheckError, type MarkSource, type Place, type Times } from './place.ts';
import type { Asked, PollAnswer, PollSource } from './polls.ts';
import { unheard } from './stream-watch.ts';
import { foreignPage } from './usable.ts';

/** Questions that are asked for one thing. */
const mostQuestions = 20;
/** Empty answers at once from which on nothing is held. */
const mostEmpty = 3;
/** Marks that are published at most until the first has come. */
const mostMarks = 30;
/** Bytes of an answer that may hold a cursor, and no notification. */
const longestEmpty = 256;

/** All answers until something has come, each question publishing a mark when it is held. */
class PollWatch {
  readonly #endpoint: Place;
  readonly #poller: PollSource;
  readonly #marks: MarkSource;
  readonly #times: Times;
  /** A mark has come. */
  #isHeard = false;

  constructor(endpoint: Place, poller: PollSource, marks: MarkSource, times: Times) {
    this.#endpoint = endpoint;
    this.#poller = poller;
    this.#marks = marks;
    this.#times = times;
  }

  /** One answer. A held question is given something to answer, again and again. @param most marks for it */
  async next(asked = this.#poller.ask(), most = mostQuestions): Promise<PollAnswer> {
    const isHeld = this.#endpoint.kind === 'long-polling';
    try {
      for (let count = 0; isHeld && count < most && !asked.isOver; count += 1) {
        if (await asked.changes.until(() => asked.isOver, this.#times.pause)) break;
        await this.#marks.publish();
      }
      await asked.changes.until(() => asked.isOver, this.#times.answer);
      if (isHeld && !asked.isOver && !this.#isHeard) throw this.#unheard();
      const answer = answerOf(asked, this.#endpoint, this.#times);
      this.#isHeard ||= answer.marks.length > 0;
      return answer;
    } finally {
      asked.giveUp();
    }
  }

  /** Asks until an answer holds a mark. @returns it, and how many empty answers came at once before it; `undefined` where others publish so often that it is not to be seen */
  async firstMark(): Promise<{ readonly answer: PollAnswer; readonly empty: number | undefined }> {
    let [empty, isBusy] = [-1, false];
    for (let count = 0; count < mostQuestions && this.#marks.last < mostMarks; count += 1) {
      const published = this.#marks.last;
      const { count: before, last } = this.#poller.unmarked;
      // What is answered at once has nothing else to answer than what was published before. The first answers may say where the log stands.
      if (this.#endpoint.kind === 'polling' || empty >= mostEmpty) await this.#marks.publish();
      const answer = await this.next(this.#poller.ask(), mostMarks - this.#marks.last);
      if (answer.marks.length > 0) return { answer, empty: isBusy ? undefined : Math.max(0, empty) };
      if (this.#marks.last === published && answer.bytes <= longestEmpty) empty += 1;
      // One that differs from the one before it was not empty: somebody else publishes as well.
      isBusy ||= empty > 1 && this.#poller.unmarked.count > before && this.#poller.unmarked.last !== last;
      if (this.#endpoint.kind === 'polling') await this.#pause();
    }
    throw this.#unheard();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void setTimeout(resolve, this.#times.pause));
  }

  #unheard(): CheckError {
    return unheard(this.#endpoint, this.#marks.last, this.#poller.unmarked);
  }

  /** Asks until these have come, or nothing comes any more. @returns all marks, and the last answer */
  async collect(wanted: readonly number[]): Promise<{ readonly marks: readonly number[]; readonly last: PollAnswer }> {
    const marks: number[] = [];
    const isPast = () => marks.some((number) => number > Math.max(...wanted));
    const over = performance.now() + this.#times.grace;
    for (let count = 0; ; count += 1) {
      const last = await this.next();
      marks.push(...last.marks);
      const isDone = wanted.every((number) => marks.includes(number)) || isPast() || count >= mostQuestions;
      if (isDone) return { marks, last };
      if (this.#endpoint.kind === 'long-polling' || last.hasMore) continue;
      // A publish may be answered a little before everybody can read it.
      if (performance.now() > over) return { marks, last };
      await this.#pause();
    }
  }
}

function answerOf(asked: Asked, { url }: Place, { answer }: Times): PollAnswer {
  if (asked.answer) return asked.answer;
  throw (
    asked.failure ??
    new CheckError(
      `Expected ${url.href} to answer within ${answer / 1_000} s; nothing came. Look whether the server hangs, or something before it holds its answer back.`,
    )
  );
}

/** Asks, publishes between two questions, and asks again. @returns what is held with nothing to answer then */
export async function observePolls(endpoint: Place, poller: PollSource, marks: MarkSource | undefined, times: Times): Promise<Rest> {
  const { kind } = endpoint;
  const seen = marks ? await observeMarks(endpoint, poller, marks, times) : await observeOne(endpoint, poller, times);
  return async () => {
    const hold = kind === 'long-polling' && !isRestless(seen) ? await holdOf(poller, times, seen.head !== undefined) : undefined;
    return { kind, ...seen, ...(hold && { hold }) };
  };
}

const isRestless = ({ emptyAtOnce = 0 }: Partial<Observation>): boolean => emptyAtOnce >= mostEmpty;

async function observeMarks(endpoint: Place, poller: PollSource, marks: MarkSource, times: Times): Promise<Partial<Observation>> {
  const watch = new PollWatch(endpoint, poller, marks, times);
  const { answer, empty } = await watch.firstMark();
  const again = endpoint.kind === 'polling' ? await repeatOf(watch, answer) : undefined;
  const wanted = [await marks.publish(), await marks.publish()];
  const { marks: came, last } = await watch.collect(wanted);
  const known = answer.marks.filter((number) => came.includes(number)).length;
  const lost = wanted.filter((number) => !came.includes(number)).length;
  const foreign = poller.askAsForeign?.();
  const page =
    foreign &&
    (await watch.next(foreign).then(
      ({ head }) => foreignPage(head),
      () => undefined,
    ));
  return {
    head: answer.head.fields,
    ...(endpoint.kind === 'long-polling' && empty !== undefined && { emptyAtOnce: empty }),
    ...(again && { again }),
    ...(endpoint.kind === 'polling' && known > 0 && { growth: { before: answer.bytes, after: last.bytes } }),
    comeback: { hasCursor: poller.hasCursor, published: wanted.length, lost, doubled: endpoint.kind === 'polling' ? 0 : known },
    ...(page && { foreignPage: page }),
  };
}

/** The answer to a poll before which nothing was published: what it has again. @param known the answer before */
async function repeatOf(watch: PollWatch, known: PollAnswer): Promise<Observation['again']> {
  let last = await watch.next();
  for (let count = 0; last.hasMore && count < mostQuestions; count += 1) last = await watch.next();
  return { marks: last.marks.filter((number) => known.marks.includes(number)).length, bytes: last.bytes, etag: 'etag' in last.head.fields };
}

/** What one answer says, where nothing can be published. A held question may have none. */
async function observeOne(endpoint: Place, poller: PollSource, times: Times): Promise<Partial<Observation>> {
  if (endpoint.kind === 'long-polling') return {};
  const foreign = poller.askAsForeign?.();
  if (foreign) await foreign.changes.until(() => foreign.isOver, times.answer);
  // Who refuses foreign pages altogether is asked as by a page of its own.
  const asked = foreign && !foreign.failure ? foreign : poller.ask();
  try {
    await asked.changes.until(() => asked.isOver, times.answer);
    const { head } = answerOf(asked, endpoint, times);
    return { ...(asked === foreign && { foreignPage: foreignPage(head) }), ...(head.status === 200 && { head: head.fields }) };
  } finally {
    asked.giveUp();
  }
}

/**
 * How long a question waits to which there is nothing to answer. The first may be answered with the cursor; `undefined` if something came.
 * @param isKnown something was answered before: what goes wrong now is the server's @throws CheckError if there is nothing to judge
 */
async function holdOf(poller: PollSource, { silence }: Times, isKnown: boolean): Promise<Hold | undefined> {
  for (let count = 0; count < mostEmpty; count += 1) {
    const start = performance.now();
    const asked = poller.ask();
    await asked.changes.until(() => asked.isOver, silence);
    asked.giveUp();
    const milliseconds = performance.now() - start;
    const { answer, failure } = asked;
    if (failure && !isKnown && count === 0) throw failure;
    if (!answer) return { milliseconds, ...(failure && { status: statusIn(failure) }) };
    const isNews = answer.marks.length > 0 || answer.bytes > longestEmpty;
    if (!isNews && (isKnown || count > 0)) return { milliseconds, status: answer.head.status };
  }
  return undefined;
}

/** A status that is no answer to a poll stands in what is said of it; 0 if there was none. */
const statusIn = (failure: Error | undefined): number => Number(/; got (\d{3})\b/.exec(failure?.message ?? '')?.[1] ?? 0);
