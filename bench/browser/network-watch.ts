import type { CDPSession } from 'playwright-core';

/** The browser's report of its traffic, as totals: the difference of two is what happened in between. */
export interface NetworkCounts {
  /** Polls, without the first, which brings the hello. Fields that end in `Bytes` are sums of lengths. */
  readonly questions: number;
  readonly questionCursorBytes: number;
  readonly emptyAnswers: number;
  readonly fullAnswers: number;
  readonly answerLengthDigits: number;
  /** Cursors of answers, as far as a later poll has repeated them. */
  readonly answerCursorBytes: number;
  /** Bytes that Chromium claims to have received. */
  readonly claimed: number;
}

/** With any prefix: a proxy may have put the lab below one. */
const isPoll = (path: string): boolean => /\/stream\/(long-)?polling$/.test(path);

/** Counts the exchanges of a tab from the Chrome DevTools Protocol. The bytes that it reports are recorded, and never used as a measure. */
export class NetworkWatch {
  /** Pending polls and their cursors, by request. */
  readonly #asked = new Map<string, string | null>();
  readonly #claims = new Map<string, number>();
  #unconfirmed = 0;
  #counts = { questions: 0, questionCursorBytes: 0, emptyAnswers: 0, fullAnswers: 0, answerLengthDigits: 0, answerCursorBytes: 0 };

  static async start(cdp: CDPSession): Promise<NetworkWatch> {
    const watch = new NetworkWatch();
    cdp.on('Network.requestWillBeSent', ({ requestId, request: { url } }) => watch.#asks(requestId, new URL(url)));
    cdp.on('Network.responseReceived', ({ requestId, response: { status, headers, encodedDataLength } }) => {
      watch.#claims.set(requestId, encodedDataLength);
      const length = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '';
      watch.#answered(requestId, status, length);
    });
    cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) => watch.#claim(requestId, encodedDataLength));
    // The protocol reports the bytes of a finished fetch, but never those of an event stream.
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => watch.#claims.set(requestId, encodedDataLength));
    cdp.on('Network.webSocketFrameReceived', ({ requestId, response: { payloadData } }) => watch.#claim(requestId, Buffer.byteLength(payloadData)));
    await cdp.send('Network.enable');
    return watch;
  }

  /** Polls that were sent and not answered. */
  get underWay(): number {
    return this.#asked.size;
  }

  /** @param cursor of the client: that of the last answer, which no poll has repeated yet */
  counts(cursor: string): NetworkCounts {
    const claimed = [...this.#claims.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { ...this.#counts, answerCursorBytes: this.#counts.answerCursorBytes + this.#unconfirmed * cursor.length, claimed };
  }

  #asks(request: string, { pathname, searchParams }: URL): void {
    if (!isPoll(pathname)) return;
    const after = searchParams.get('after');
    this.#asked.set(request, after);
    if (after === null) return;
    this.#counts.questions += 1;
    this.#counts.questionCursorBytes += after.length;
    this.#counts.answerCursorBytes += this.#unconfirmed * after.length;
    this.#unconfirmed = 0;
  }

  #answered(request: string, status: number, length: string): void {
    const after = this.#asked.get(request);
    this.#asked.delete(request);
    if (after === undefined || after === null) return;
    if (status === 204) this.#counts.emptyAnswers += 1;
    else {
      this.#counts.fullAnswers += 1;
      this.#counts.answerLengthDigits += length.length;
      this.#unconfirmed += 1;
    }
  }

  #claim(request: string, bytes: number): void {
    this.#claims.set(request, (this.#claims.get(request) ?? 0) + bytes);
  }
}
