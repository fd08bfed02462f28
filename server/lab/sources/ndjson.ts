import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { PeerError } from '../../stream/problem.ts';
import { type Draft, type Json, limits } from '../../stream/protocol.ts';
import { parseDraft, parseJson } from '../../stream/read-json.ts';
import { isJsonObject } from '../../stream/record.ts';
import { type Line, readLines } from './lines.ts';
import type { Report } from './report.ts';

/**
 * Publishes every line: one that is a message, `{"event":…,"data":…}`, as that; any other JSON, and any other text, as the data of the event `line`.
 * A line that cannot be published is reported with its number, and the rest goes on.
 */
export function ndjsonSource(input: Readable, name: string, log: NotificationLog, report: Report): Stop {
  let stopped = false;
  const publisher = new Publisher(log, (line) => report(`source ${name}${line}`));
  publisher.publishAll(input).catch((error: Error) => {
    if (!stopped) report(`source ${name}: ${error.message}. It is closed; the lab goes on.`);
  });
  return () => {
    stopped = true;
    input.destroy();
  };
}

/** A line that may be published, with the number under which it is reported if not. */
interface Numbered {
  readonly number: number;
  readonly draft: Draft;
}

class Publisher {
  readonly #log: NotificationLog;
  readonly #tell: Report;
  #published = 0;

  constructor(log: NotificationLog, tell: Report) {
    this.#log = log;
    this.#tell = tell;
  }

  async publishAll(input: Readable): Promise<void> {
    let count = 0;
    for await (const lines of readLines(input, limits.messageBytes)) {
      await this.#publish(lines.flatMap((line) => this.#parse(line)));
      count += lines.length;
    }
    this.#tell(`: ended after ${count} lines, ${this.#published} published.`);
  }

  #parse(line: Line): Numbered[] {
    try {
      return line.text?.trim() === '' ? [] : [{ number: line.number, draft: draftOf(line) }];
    } catch (error) {
      this.#leaveOut(line.number, error);
      return [];
    }
  }

  async #publish(lines: readonly Numbered[]): Promise<void> {
    for (let start = 0; start < lines.length; start += limits.arrayLength) {
      await this.#append(lines.slice(start, start + limits.arrayLength));
      // Readers get their turn between two batches: a file is faster than they are.
      await nextTurn();
    }
  }

  /** Stores all with one append; if that is refused, each half by itself. */
  async #append(lines: readonly Numbered[]): Promise<void> {
    try {
      this.#published += (await this.#log.append(lines.map(({ draft }) => draft))).length;
    } catch (error) {
      // Not known to be stored: each half may be stored already.
      if (error instanceof PeerError && error.code === 'unavailable') throw error;
      const [first] = lines;
      if (first && lines.length === 1) return this.#leaveOut(first.number, error);
      const half = lines.length >> 1;
      await this.#append(lines.slice(0, half));
      await this.#append(lines.slice(half));
    }
  }

  /** @throws what is not the line's fault */
  #leaveOut(number: number, error: unknown): void {
    if (!(error instanceof PeerError)) throw error;
    this.#tell(`, line ${number} is left out: ${error.message}`);
  }
}

function draftOf({ text }: Line): Draft {
  if (text === undefined) throw new PeerError('too-large', `Expected a line of at most ${limits.messageBytes} characters; got more. Split it.`);
  const value = valueIn(text);
  if (!isMessage(value)) return { event: 'line', data: value };
  // `at` is when it is published here, not when it was recorded.
  const { at: _, ...draft } = value;
  return parseDraft(draft);
}

/** @throws PeerError for JSON that would not be kept as it is */
function valueIn(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof PeerError && error.code === 'bad-json') return text;
    throw error;
  }
}

const isMessage = (value: Json): value is { readonly [name: string]: Json } => isJsonObject(value) && 'event' in value && 'data' in value;
