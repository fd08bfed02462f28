import { longestName } from '../../../../server/lab/apparatus/telemetry/messages.ts';
import type { Json } from '../../../stream/index.ts';
import { shortened } from '../../shortened.ts';
import { fieldsOf, lastOf, me, numberOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

export const clients = ['A', 'B', 'C'] as const;
export type Client = (typeof clients)[number];

export const acts = ['connect', 'disconnect', 'subscribe', 'unsubscribe', 'publish', 'broadcast'] as const;
export type Act = (typeof acts)[number];

/**
 * What a client of a page's console does, as data of the event `hub.told`. `n` counts its publishes; `name` is the visitor's, '' if there is none.
 */
type Told = { console: string; name: string; client: Client; act: Act; event: string; data: string; n: number };

export const toldEvent = 'hub.told';

/** A message that a client would write or read. */
interface WireLine {
  readonly key: string;
  readonly up: boolean;
  readonly text: string;
}

interface ClientState {
  readonly connected: boolean;
  readonly events: readonly string[];
  /** The newest last. */
  readonly wire: readonly WireLine[];
  /** How many of the others' notifications it has received since it connected. */
  readonly heard: number;
  /** The last act that it could not do because it was not connected. */
  readonly undone: Act | undefined;
}

/** What the console of another page has published. */
interface Foreign {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export interface HubState {
  readonly clients: Readonly<Record<Client, ClientState>>;
  /** The last number of each publisher since the client connected; 0 before the first. */
  readonly counted: Readonly<Record<Client, number>>;
  /** Numbers that were skipped, and numbers that came again. */
  readonly lost: number;
  readonly doubled: number;
  /** The newest last. */
  readonly others: readonly Foreign[];
}

const idle: ClientState = { connected: false, events: [], wire: [], heard: 0, undone: undefined };
const lines = 6;
/** Characters shown of another page's data. */
const longestForeign = 200;

const written = (client: ClientState, line: WireLine): ClientState => ({ ...client, wire: lastOf(client.wire, line, lines) });

function toldIn(data: Json): Told | undefined {
  const { console, name, client, act, event, data: text, n } = fieldsOf(data);
  const who = clients.find((one) => one === client);
  const what = acts.find((one) => one === act);
  if (typeof console !== 'string' || !who || !what) return undefined;
  return { console, name: textOf(name) ?? '', client: who, act: what, event: textOf(event) ?? '', data: textOf(text) ?? '', n: numberOf(n) ?? 0 };
}

/** The client's new state, and the messages that it has written. */
function acted(client: ClientState, { act, event, data }: Told, key: string): ClientState {
  if (act === 'connect') return { ...idle, connected: true, wire: [{ key, up: false, text: '{"event":"CLIENT_CONNECTED"}' }] };
  if (!client.connected) return { ...client, undone: act };
  if (act === 'disconnect') return { ...client, connected: false, events: [] };
  const message = act === 'publish' || act === 'broadcast' ? { type: act, event, data } : { type: act, event };
  const rest = client.events.filter((one) => one !== event);
  const events = act === 'subscribe' ? [...rest, event] : act === 'unsubscribe' ? rest : client.events;
  return written({ ...client, events }, { key: `${key} up`, up: true, text: JSON.stringify(message) });
}

function delivered(client: ClientState, { act, event, data }: Told, key: string): ClientState {
  const wanted = act === 'broadcast' || client.events.includes(event);
  if (!client.connected || !wanted) return client;
  return written({ ...client, heard: client.heard + 1 }, { key: `${key} down`, up: false, text: JSON.stringify({ event, data }) });
}

/** Adds what another page's console has published. */
function withForeign(state: HubState, { act, name, client, event, data }: Told, id: string): HubState {
  if (act !== 'publish' && act !== 'broadcast') return state;
  const text = shortened(JSON.stringify({ type: act, event, data }), longestForeign);
  return { ...state, others: lastOf(state.others, { id, name: shortened(name, longestName) || `client ${client} of another page`, text }, lines) };
}

const each = (all: HubState['clients'], change: (client: ClientState) => ClientState): HubState['clients'] => ({
  A: change(all.A),
  B: change(all.B),
  C: change(all.C),
});

export const hub: SceneLogic<HubState> = {
  name: 'hub',
  title: 'Hub',
  about:
    'Three clients of one hub: connect them, subscribe, and publish by event name. A broadcast reaches every connected client. Below each client you see what it writes and reads.',
  start: { clients: { A: idle, B: idle, C: idle }, counted: { A: 0, B: 0, C: 0 }, lost: 0, doubled: 0, others: [] },
  fold(state, { id, event, data }) {
    const told = event === toldEvent ? toldIn(data) : undefined;
    if (!told) return state;
    if (told.console !== me) return withForeign(state, told, id);
    const { client, act, n } = told;
    const { connected } = state.clients[client];
    const after = { ...state.clients, [client]: acted(state.clients[client], told, id) };
    // Numbers are compared from its connection on: a publish before that was not sent, but used one up.
    const counted = act === 'connect' ? { ...state.counted, [client]: 0 } : state.counted;
    if (!connected || (act !== 'publish' && act !== 'broadcast')) return { ...state, clients: after, counted };
    const before = state.counted[client];
    return {
      ...state,
      clients: each(after, (one) => delivered(one, told, id)),
      counted: { ...state.counted, [client]: n },
      // The first number may be any.
      lost: state.lost + (before === 0 ? 0 : Math.max(0, n - before - 1)),
      doubled: state.doubled + (n <= before ? 1 : 0),
    };
  },
};
