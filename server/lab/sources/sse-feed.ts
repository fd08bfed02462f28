import { setTimeout as pause } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { printable } from '../../stream/printable.ts';
import { PeerError } from '../../stream/problem.ts';
import { type Draft, type Hello, type Json, limits, parseCursor } from '../../stream/protocol.ts';
import { parseDrafts } from '../../stream/read-json.ts';
import { isJsonObject } from '../../stream/record.ts';
import { codeOf } from '../processes/failure.ts';
import { type Refused, refusal } from './feed-answer.ts';
import { FeedPace } from './feed-pace.ts';
import { LastEventId } from './last-event-id.ts';
import { Looped, relayed } from './relayed.ts';
import type { Report } from './report.ts';

/** The range in milliseconds within which a feed's own heartbeat interval is used. */
const silence = { least: 100, most: 3_600_000 };

/**
 * Republishes a Server-Sent Events feed, resumed with `Last-Event-ID`: the events of another lab as they are, those of any other feed as `event` and
 * parsed data. The id moves only once the notification is stored, so a cut loses and doubles nothing that the feed can replay. When to come back the feed says.
 */
export function sseSource(url: URL, log: NotificationLog, report: Report): Stop {
  const feed = new Feed(url, log, (line) => report(`source ${url}: ${line}`));
  void feed.follow();
  return () => feed.stop();
}

const ended: Refused = { why: 'the feed ended', final: false, retryAfter: null };

class Feed {
  readonly #url: URL;
  readonly #log: NotificationLog;
  readonly #tell: Report;
  readonly #stopping = new AbortController();
  readonly #pace = new FeedPace();
  readonly #lastEventId = new LastEventId();
  /** The hello of this connection, if the feed is a lab; its control events are then not notifications. */
  #hello: Hello | undefined;
  /** Sentences that have been reported, so that each is reported once. */
  readonly #said = new Set<string>();

  constructor(url: URL, log: NotificationLog, tell: Report) {
    this.#url = url;
    this.#log = log;
    this.#tell = tell;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { why, final, retryAfter } = await this.#read().catch(reasonOf);
      if (signal.aborted) return;
      if (final) {
        this.#tell(`${why}. It is closed; the lab goes on.`);
        return;
      }
      const wait = this.#pace.next(retryAfter);
      this.#tell(`${why}; again in ${(wait / 1_000).toFixed(1)} s${this.#lastEventId}.`);
      await pause(wait, undefined, { signal }).catch(() => {});
    }
  }

  /** One connection. @returns why it ended */
  async #read(): Promise<Refused> {
    this.#hello = undefined;
    const silent = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, silent.signal]);
    const response = await fetch(this.#url, { headers: { Accept: 'text/event-stream', ...this.#lastEventId.headers }, signal });
    const refused = refusal(response);
    if (refused || !response.body) {
      await response.body?.cancel();
      return refused ?? ended;
    }
    const parser = new EventSourceParserStream({ maxBufferSize: limits.messageBytes, onRetry: (wait) => this.#pace.retry(wait) });
    let watchdog: NodeJS.Timeout | undefined;
    try {
      for await (const event of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(parser)) {
        await this.#hear(event);
        clearTimeout(watchdog);
        const deadline = this.#patience;
        if (deadline > 0) watchdog = setTimeout(() => silent.abort(new Error(`silent for ${deadline / 1_000} s`)), deadline);
      }
    } finally {
      clearTimeout(watchdog);
    }
    return ended;
  }

  /** Milliseconds of silence after which a connection to a lab counts as dead; 0 for a feed without a promised heartbeat. */
  get #patience(): number {
    const { heartbeat = 0 } = this.#hello ?? {};
    return heartbeat > 0 ? Math.min(silence.most, Math.max(silence.least, 2.5 * heartbeat)) : 0;
  }

  async #hear(event: EventSourceMessage): Promise<void> {
    this.#pace.heard();
    await this.#take(event);
    const unusable = event.id === undefined ? undefined : this.#lastEventId.take(event.id);
    if (unusable) this.#tellOnce(`${unusable}.`);
  }

  async #take({ event: name = 'message', data: text }: EventSourceMessage): Promise<void> {
    const data = parse(text);
    if (name === 'hello' && isHello(data)) this.#greet(data);
    else if (this.#hello && name === 'gap')
      this.#tell(`a gap is told (${printable(`${isJsonObject(data) ? data.reason : undefined}`, 40)}): ${printable(text, 200)}`);
    if (this.#hello && name !== 'message') return;
    try {
      await this.#log.append(this.#draftsOf(name, data));
    } catch (error) {
      if (error instanceof Looped) this.#tellOnce(`${error.message}.`);
      else if (!(error instanceof PeerError) || error.code === 'unavailable') throw error;
      else this.#tell(`an event is left out: ${error.message}`);
    }
  }

  #draftsOf(event: string, data: Json): readonly Draft[] {
    return this.#hello && isJsonObject(data) ? [relayed(data, this.#log.window.epoch)] : parseDrafts({ event, data });
  }

  #greet(hello: Hello): void {
    this.#hello = hello;
    if (parseCursor(hello.cursor)?.epoch !== this.#log.window.epoch) return;
    this.#tell("this is the lab's own stream: it would feed on itself. It is closed; the lab goes on.");
    this.stop();
  }

  #tellOnce(line: string): void {
    if (!this.#said.has(line)) this.#tell(line);
    this.#said.add(line);
  }
}

/** `fetch` puts the actual reason into `cause`. */
function reasonOf(error: Error): Refused {
  const { cause } = error;
  return { ...ended, why: printable((cause instanceof Error && cause.message) || codeOf(cause) || error.message, 200) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isHello = (value: Json): value is Json & Hello =>
  isJsonObject(value) && typeof value.cursor === 'string' && typeof value.heartbeat === 'number';
