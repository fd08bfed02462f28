/** What the page knows, as signals, and what it can do. Everything is read off one stream of the client library. */
import { batch, computed, signal } from '@preact/signals';
import type { Failure, Json, Ledger, NotificationStream, StreamOptions, StreamState, TransportName } from '../../stream/index.ts';
import { type Entry, type EntryContent, listed } from '../entries.ts';
import { oncePerFrame } from '../frame.ts';
import { type Lane, lanes, openLane } from '../race/lane.ts';
import { manner, publisher, restIfPaused } from '../race/race.ts';
import { change, settings } from '../settings/store.ts';

/** The connection as words can tell it. */
export interface LineState {
  readonly state: StreamState;
  readonly transport: TransportName;
  /** When the next attempt is due, on the clock of `performance.now()`. */
  readonly retryAt?: number;
  /** Where the stream stood when it came into this state. */
  readonly cursor: string | undefined;
}

const nothing: Ledger = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };

/** How the line is doing. */
export const line = signal<LineState>({ state: 'connecting', transport: settings.peek().transport, cursor: undefined });
/** The chosen transport. */
export const transport = computed(() => line.value.transport);
/** Why the line broke last; `undefined` once it is open again. */
export const reason = signal<Failure | undefined>(undefined);
/** Where the page has read to. */
export const cursor = signal<string | undefined>(undefined);
/** What became of the notifications. */
export const ledger = signal(nothing);
/** The newest lines, newest first. */
export const entries = signal<readonly Entry[]>([]);
/** Whether the list stands still. The stream goes on, and so does the ledger. */
export const frozen = signal(false);
/** The events that are read; `undefined` is all, an empty list broadcasts only. */
export const filter = signal<readonly string[] | undefined>(undefined);

/** The newest lines, oldest first: filled by the message, shown by the frame. */
let collected: Entry[] = [];
let keys = 0;

function collect(content: EntryContent): void {
  keys += 1;
  collected.push({ key: keys, transport: running().transport, ...content });
  if (collected.length > 4 * listed) collected = collected.slice(-listed);
  redraw();
}

const redraw = oncePerFrame(() =>
  batch(() => {
    cursor.value = current?.stream.cursor;
    ledger.value = current?.stream.ledger ?? nothing;
    if (!frozen.value) entries.value = collected.slice(-listed).reverse();
  }),
);

function follow(options: StreamOptions): Lane {
  const lane = openLane({ ...manner(), ...options });
  const opened = lane.stream;
  line.value = { state: opened.state, transport: opened.transport, cursor: options.after };
  opened.addEventListener('notification', ({ detail }) => collect({ kind: 'notification', notification: detail }));
  opened.addEventListener('gap', ({ detail }) => collect({ kind: 'gap', gap: detail }));
  opened.addEventListener('error', ({ detail }) => {
    reason.value = detail;
    const last = collected.at(-1);
    const again = last?.kind === 'failure' && last.transport === opened.transport && last.failure.message === detail.message;
    // A server that is away would fill the list with one sentence.
    if (again) collected.pop();
    collect({ kind: 'failure', failure: detail, times: again ? last.times + 1 : 1 });
  });
  opened.addEventListener('state', ({ detail: { retryIn, ...detail } }) =>
    batch(() => {
      if (detail.state === 'open') reason.value = undefined;
      line.value = { ...detail, ...(retryIn === undefined ? {} : { retryAt: performance.now() + retryIn }), cursor: opened.cursor };
      redraw();
    }),
  );
  restIfPaused(lane);
  return lane;
}

let current: Lane | undefined;

/** The stream of this page; whoever acts on it sees the page, and then it runs. */
function running(): NotificationStream {
  current ??= follow({ transport: settings.peek().transport });
  return current.stream;
}

declare global {
  /** For tests and for curious people at the console: the stream of the page with one, and those that race. */
  var lab: { readonly stream: NotificationStream; readonly lanes: ReadonlySet<Lane> };
}
globalThis.lab = {
  get stream() {
    return running();
  },
  lanes,
};

/** Goes on where the old stream stopped, with a new one: its ledger starts at zero, and it reads all events. */
function startOver(chosen: TransportName): void {
  const after = current?.stream.cursor;
  current?.close();
  batch(() => {
    filter.value = undefined;
    reason.value = undefined;
    current = follow({ transport: chosen, ...(after ? { after } : {}) });
    redraw();
  });
}

/** The page with one stream is shown: it goes on at its cursor with this transport. */
export function openOne(chosen: TransportName): void {
  if (!current || current.stream.state === 'closed') startOver(chosen);
  else if (current.stream.transport !== chosen) current.stream.switchTo(chosen);
}

/** The same with other options. */
export function reopenOne(): void {
  if (current) startOver(current.stream.transport);
}

/** The race is shown. */
export function closeOne(): void {
  current?.close();
  current = undefined;
}

/** Shows one stream, which goes on at its cursor with this transport. */
export const switchTo = (transport: TransportName): void => change({ mode: 'one', transport });

/** Drops the line and stays away. */
export function cut(): void {
  if (running().state !== 'closed') running().cut();
}

/** Connects anew at once, from the cursor. */
export function reconnect(): void {
  if (running().state === 'closed') startOver(running().transport);
  else running().reconnect();
}

/** Reads all events again. A stream that was narrowed stays narrowed, so this takes a new one. */
export const readAll = (): void => startOver(running().transport);

/** Lets the list stand still, or go on with what came meanwhile. */
export function freeze(still: boolean): void {
  frozen.value = still;
  redraw();
}

/** @throws RangeError, Failure */
export async function subscribe(event: string): Promise<void> {
  const stream = running();
  await stream.subscribe(event);
  filter.value = stream.events;
  redraw();
}

/** Leaving the last event leaves the broadcasts. */
export async function unsubscribe(event: string): Promise<void> {
  const stream = running();
  await stream.unsubscribe(event);
  filter.value = stream.events;
  redraw();
}

/** JSON if it parses, otherwise the text itself. */
export function readData(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/**
 * @returns the id that it was given
 * @throws Failure
 */
export async function publish(type: 'publish' | 'broadcast', event: string, data: Json): Promise<string> {
  const lane = settings.peek().mode === 'one' ? running() : publisher()?.stream;
  if (!lane) throw new Error('No stream runs that could publish: start a lane first.');
  const { id } = await lane[type](event, data);
  return id ?? '';
}
