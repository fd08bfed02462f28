import type { HeardStream } from './heard.ts';
import type { Comeback, Observation, Silence } from './observation.ts';
import { CheckError, type MarkSource, type Place, placeText, type Times } from './place.ts';
import { requireJudgeable } from './usable.ts';

/** MarkSource that are published until the first comes. */
const mostTries = 20;

/** Bytes of all but the first two of them: what fills a proxy's buffer makes it let something through. */
const padded = 4_096;

/** MarkSource that are published while nobody is connected. */
const missed = 2;

/** What is seen of a stream, whatever carries it. */
export class StreamWatch {
  readonly #endpoint: Place;
  readonly #marks: MarkSource | undefined;
  readonly #times: Times;
  #isPrompt = true;

  constructor(endpoint: Place, marks: MarkSource | undefined, times: Times) {
    this.#endpoint = endpoint;
    this.#marks = marks;
    this.#times = times;
  }

  /** Milliseconds to wait for a further head: a server whose first one came late will not be quicker then. */
  get headWait(): number {
    return this.#isPrompt ? this.#times.answer : this.#times.clump;
  }

  /** Waits for the head, and for the first mark. @throws CheckError if there is nothing to judge */
  async opened(heard: HeardStream): Promise<Pick<Observation, 'headHeld' | 'firstBehind'>> {
    const { answer, clump } = this.#times;
    const marks = this.#marks;
    const hasHead = () => heard.head !== undefined || heard.isOver;
    const isPrompt = await heard.changes.until(hasHead, marks ? clump : answer);
    this.#isPrompt = isPrompt;
    if (isPrompt) this.#requireHead(heard);
    if (!marks) {
      if (!isPrompt) throw this.#silent();
      return {};
    }
    if (isPrompt) await heard.changes.until(() => heard.isSubscribed || heard.isOver, answer);
    this.#requireOpen(heard);
    const firstBehind = await this.#firstMark(heard, marks);
    return { headHeld: !isPrompt, ...(firstBehind !== undefined && { firstBehind }) };
  }

  /** @returns how many marks had been published when the first came; `undefined` if the first of them never came */
  async #firstMark(heard: HeardStream, marks: MarkSource): Promise<number | undefined> {
    const { clump } = this.#times;
    const begun = marks.last;
    for (let count = 1; count <= mostTries; count += 1) {
      await marks.publish(count > 2 ? padded : undefined);
      const wait = count === 1 || count === mostTries ? clump : clump / 10;
      const came = await heard.changes.until(() => heard.marks.length > 0 || heard.isOver, wait);
      if (heard.failure) throw heard.failure;
      if (heard.marks.length > 0) {
        this.#requireHead(heard);
        return heard.marks[0] === begun + 1 ? count : undefined;
      }
      if (came) break;
    }
    if (heard.head === undefined) throw this.#silent();
    this.#requireOpen(heard);
    throw this.#unheard(heard);
  }

  #requireHead(heard: HeardStream): void {
    if (heard.head) requireJudgeable(heard.head, this.#endpoint);
    if (heard.failure) throw heard.failure;
  }

  #requireOpen({ ended, failure }: HeardStream): void {
    if (failure) throw failure;
    if (ended === undefined) return;
    throw new CheckError(`Expected ${this.#endpoint.url.href} to stay open; it ${ended} at once. Is this the address of a stream?`);
  }

  #silent(): CheckError {
    const { answer, clump } = this.#times;
    return new CheckError(
      `Expected ${this.#endpoint.url.href} to answer within ${(this.#marks ? clump : answer) / 1_000} s; nothing came. Look whether the server hangs, or something before it holds its answer back.`,
    );
  }

  #unheard(heard: HeardStream): CheckError {
    return unheard(this.#endpoint, this.#marks?.last ?? 0, heard.unmarked);
  }

  /** Publishes while nobody is connected, and comes back. @param open with what there is to present */
  async comesBack<Kind extends HeardStream>(
    before: HeardStream,
    open: (cursor: string | undefined) => Kind,
  ): Promise<{ heard: Kind; comeback: Comeback | undefined }> {
    const marks = this.#marks;
    const { cursor } = before;
    before.cut();
    const from = marks?.last ?? 0;
    for (let count = 0; marks && count < missed; count += 1) await marks.publish();
    const heard = open(cursor);
    try {
      return { heard, comeback: await this.#cameBack(heard, before, from) };
    } catch (error) {
      heard.cut();
      throw error;
    }
  }

  /** @param from the last mark that was published before the cut */
  async #cameBack(heard: HeardStream, before: HeardStream, from: number): Promise<Comeback | undefined> {
    const { answer, grace } = this.#times;
    const marks = this.#marks;
    await heard.changes.until(() => heard.isSubscribed || heard.isOver, this.headWait);
    // One that is not let in again, as by a limit on connections, has lost nothing that could be judged.
    this.#requireHead(heard);
    if (!marks) return undefined;
    const wanted = Array.from({ length: missed }, (_, index) => from + 1 + index);
    const hasAll = () => wanted.every((number) => heard.marks.includes(number));
    // What comes behind the lost ones says that they do not come any more. It is waited for also where none is lost: otherwise it would come into the silence that is listened to next.
    const last = await marks.publish();
    await heard.changes.until(() => heard.marks.includes(last) || heard.isOver, answer);
    await heard.changes.until(() => hasAll() || heard.isOver, grace);
    const lost = wanted.filter((number) => !heard.marks.includes(number)).length;
    const doubled = new Set(heard.marks.filter((number) => number <= from && before.marks.includes(number))).size;
    return { hasCursor: before.cursor !== undefined, published: missed, lost, doubled };
  }

  /** Listens until a heartbeat comes, as long as the times say. */
  async listens(heard: HeardStream): Promise<Silence> {
    const { silence } = this.#times;
    const start = performance.now();
    heard.listen();
    await heard.changes.until(() => heard.heartbeats > 0 || heard.isOver, silence);
    const { ended, longestSilence, heartbeats } = heard;
    return {
      listened: performance.now() - start,
      longest: longestSilence,
      heartbeat: heartbeats > 0,
      ...(ended !== undefined && { ended }),
    };
  }
}

/** Nothing that was published came back. */
export function unheard(endpoint: Place, published: number, { count, last }: HeardStream['unmarked']): CheckError {
  const came = count > 0 ? `${count} messages came without one, the last of them ${JSON.stringify(last)}` : 'no message came';
  return new CheckError(
    `Expected one of ${published} marks that were published to come back over ${placeText(endpoint)}; ${came}. Look whether --publish reaches the channel that this URL follows, whether the server sends the text as it is (Base64 hides it), and whether something before it holds it back until the end.`,
  );
}

/** MarkSource that came twice over one connection, and whether one came behind a later one. */
export function orderOf({ marks }: Pick<HeardStream, 'marks'>): { readonly doubled: number; readonly reordered: boolean } {
  const firsts = [...new Set(marks)];
  return { doubled: marks.length - firsts.length, reordered: firsts.some((number, index) => number < (firsts[index - 1] ?? 0)) };
}
