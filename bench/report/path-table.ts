import { transportNames } from '../../server/stream/protocol.ts';
import { breakEvenOf } from '../model/index.ts';
import { type ViaName, viaNames } from '../result/vias.ts';
import { type CellTable, measuredCell, none, text, words } from './cells.ts';
import { digits, times } from './format.ts';
import type { Summary, SummaryRow } from './summary.ts';
import { costsOf } from './verdict-map.ts';

export const pathTitle = 'What changes the verdict';

/** What is made of a way in words. */
const wayNames: Readonly<Record<ViaName, string>> = {
  direct: 'HTTP/1.1, no TLS',
  nginx: 'HTTP/1.1, TLS, nginx',
  'nginx-h2': 'HTTP/2, nginx',
  haproxy: 'HTTP/1.1, TLS, HAProxy',
  'haproxy-h2': 'HTTP/2, HAProxy',
  caddy: 'HTTP/1.1, TLS, Caddy',
  'caddy-h2': 'HTTP/2, Caddy',
};

/** Bytes of IPv4 and TCP of an exchange and of a push, at least: three segments, and two. */
const network = { exchange: 3 * 52, push: 2 * 52 } as const;

const wayOf = ({ source: { variant } }: SummaryRow): string | undefined => variant?.split(' · ')[0];

/** Rows that were counted without a round trip, of a way. */
function rowsOf({ sections }: Summary, way: ViaName): readonly SummaryRow[] {
  const rows = sections.filter(({ name }) => name === 'via').flatMap(({ tables }) => tables.flatMap((table) => table.rows));
  return rows.filter((row) => wayOf(row) === way && !row.twin && row.conditions.rtt === 0 && row.cells.bytes !== undefined);
}

const middle = (row: SummaryRow | undefined, name: 'bytes' | 'requests'): number | undefined => row?.cells[name]?.interval.value;

/** Notifications per interval from which polling takes fewer bytes than sse, with TCP and IP, by the model of this way. */
const breakEven = (way: ViaName, { result }: Summary, poll: SummaryRow | undefined): number | undefined =>
  poll && breakEvenOf(costsOf(way, poll.source, [result]), 'sse');

/** How many times a WebSocket's message a long poll's exchange is, with TCP and IP. */
function ratio(longPoll: SummaryRow | undefined, socket: SummaryRow | undefined): number | undefined {
  // Two notifications that come together share an exchange.
  const [exchange, push, requests = 1] = [middle(longPoll, 'bytes'), middle(socket, 'bytes'), middle(longPoll, 'requests')];
  return exchange === undefined || push === undefined ? undefined : (exchange + requests * network.exchange) / (push + network.push);
}

/** What a notification takes over each transport, on each way that was measured; `undefined` where fewer than two were. */
export function pathTable(summary: Summary): CellTable | undefined {
  const ways = viaNames.map((way) => ({ way, rows: rowsOf(summary, way) })).filter(({ rows }) => rows.length > 0);
  if (ways.length < 2) return undefined;
  return {
    caption: 'Bytes of a notification at the clients’ sockets, by the way it comes',
    heads: [
      words(''),
      ...transportNames.map((name) => words(name, 'B')),
      words('an empty poll', 'B'),
      ...['polling wins from', 'long-polling : websocket'].map((head) => words(head)),
    ],
    rows: ways.map(({ way, rows }) => {
      const row = (arm: string) => rows.find((one) => one.arm === arm);
      const [won, often] = [breakEven(way, summary, row('polling')), ratio(row('long-polling'), row('websocket'))];
      return [
        text(wayNames[way]),
        ...transportNames.map((name) => ({ ...measuredCell(row(name)?.cells.bytes), detail: '' })),
        row('polling')?.cells.emptyPoll ? { ...measuredCell(row('polling')?.cells.emptyPoll), detail: '' } : none,
        won === undefined ? none : text(`${digits(won)} per interval`),
        often === undefined ? none : text(times(often)),
      ];
    }),
    notes: [pathSentence],
  };
}

const pathSentence =
  'Heads are those that Chromium sends, without cookies. "Polling wins from" says how many notifications have to gather in a poll’s interval until polling takes fewer bytes than sse, by the model, and the last column ' +
  'sets a long poll’s exchange against a message: both with 52 bytes of TCP and IP for each segment, at least three for an exchange and two for a push. A WebSocket goes beside HTTP/2, over HTTP/1.1 with TLS, unless the proxy is HAProxy. ' +
  '"871 bytes against 2", the claim of 2010, holds on none of them.';
