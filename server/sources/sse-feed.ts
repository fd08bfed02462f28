import { setTimeout as pause } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { parseDrafts } from '../input.ts';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import { type Gap, type Hello, type Json, limits, parseCursor } from '../protocol.ts';
import type { Report } from './index.ts';

/** Milliseconds: the wait before a reconnection doubles up to the longest, and is drawn from below that (full jitter). */
const retry = { first: 1_000, longest: 30_000 };

/**
 * Republishes a Server-Sent Events feed, resumed with `Last-Event-ID`: the events of another lab as they are, those of any other feed as `event` and
 * parsed data. The id moves only once the notification is stored, so a cut loses and doubles nothing that the feed can replay.
 */
export function sseSource(url: URL, log: NotificationLog, report: Report): Stop {
  const feed = new Feed(url, log, (line) => report(`source ${url}: ${line}`));
  void feed.follow();
  return () => feed.stop();
}

class Feed {
  readonly #url: URL;
  readonly #log: NotificationLog;
  readonly #tell: Report;
  readonly #stopping = new AbortController();
  #lastEventId = '';
  /** What this connection's hello said, if it is a lab's: then its control events are not notifications. */
  #hello: Hello | undefined;
  /** This connection said something. */
  #heard = false;

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
    for (let attempt = 0; ; attempt += 1) {
      const reason = await this.#read().catch(reasonOf);
      if (signal.aborted) return;
      if (this.#heard) attempt = 0;
      const wait = Math.random() * Math.min(retry.longest, retry.first * 2 ** attempt);
      this.#tell(`${reason}; again in ${(wait / 1_000).toFixed(1)} s${this.#lastEventId && ` after ${this.#lastEventId}`}.`);
      await pause(wait, undefined, { signal }).catch(() => {});
    }
  }

  /** One connection. @returns why it ended */
  async #read(): Promise<string> {
    this.#hello = undefined;
    this.#heard = false;
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, silence.signal]);
    const response = await fetch(this.#url, { headers: this.#headers, signal });
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !response.body || !type.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return `expected an event stream; got status ${response.status}, ${type || 'no type'}`;
    }
    const parser = new EventSourceParserStream({ maxBufferSize: limits.messageBytes });
    let watchdog: NodeJS.Timeout | undefined;
    try {
      for await (const event of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(parser)) {
        this.#heard = true;
        await this.#take(event);
        if (event.id) this.#lastEventId = event.id;
        clearTimeout(watchdog);
        const deadline = this.#patience;
        if (deadline > 0) watchdog = setTimeout(() => silence.abort(new Error(`silent for ${deadline / 1_000} s`)), deadline);
      }
    } finally {
      clearTimeout(watchdog);
    }
    return 'the feed ended';
  }

  /** Milliseconds of silence after which a lab's line counts as dead; 0 for a feed that promises nothing. */
  get #patience(): number {
    return 2.5 * (this.#hello?.heartbeat ?? 0);
  }

  get #headers(): Record<string, string> {
    // An id is text, a header field is bytes: browsers send UTF-8, and fetch wants each byte as a character.
    const id = Buffer.from(this.#lastEventId).toString('latin1');
    return { Accept: 'text/event-stream', ...(id && { 'Last-Event-ID': id }) };
  }

  async #take({ event: name = 'message', data: text }: EventSourceMessage): Promise<void> {
    const data = parse(text);
    if (name === 'hello' && isHello(data)) this.#greet(data);
    else if (this.#hello && name === 'gap') this.#tell(`a gap is told (${(data as Partial<Gap>).reason}): ${text}`);
    if (this.#hello && name !== 'message') return;
    try {
      await this.#log.append(parseDrafts(this.#hello && isObject(data) ? relayed(data) : { event: name, data }));
    } catch (error) {
      if (!(error instanceof PeerError) || error.code === 'unavailable') throw error;
      this.#tell(`an event is left out: ${error.message}`);
    }
  }

  #greet(hello: Hello): void {
    this.#hello = hello;
    if (parseCursor(hello.cursor)?.epoch !== this.#log.window.epoch) return;
    this.#tell("this is the lab's own stream: it would feed on itself. It is closed; the lab goes on.");
    this.stop();
  }
}

/** A notification of another lab keeps its event, its data, its time and its reach; its number is given here. */
const relayed = ({ event, data, at, broadcast }: { [key: string]: Json }) => ({ event, data, at, broadcast });

/** `fetch` hides what happened in the cause. */
function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.message || cause?.code || error.message;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const isObject = (value: Json): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

const isHello = (value: Json): value is Json & Hello => isObject(value) && typeof value.cursor === 'string' && typeof value.heartbeat === 'number';
