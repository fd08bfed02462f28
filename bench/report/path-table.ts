import { transportNames } from '../../server/stream/protocol.ts';
import { breakEvenOf } from '../model/index.ts';
import { type ViaName, viaNames } from '../result/vias.ts';
import { type CellTable, measuredCell, none, text, words } from './cells.ts';
import { digits, times } from './format.ts';
import type { Summary, SummaryRow } from './summary.ts';
import { costsOf } from './verdict-map.ts';

export const pathTitle = 'What changes the verdict';

/** Each way in words. */
const wayNames: Readonly<Record<ViaName, string>> = {
  direct: 'HTTP/1.1, no TLS',
  nginx: 'HTTP/1.1, TLS, nginx',
  'nginx-h2': 'HTTP/2, nginx',
  haproxy: 'HTTP/1.1, TLS, HAProxy',
  'haproxy-h2': 'HTTP/2, HAProxy',
  caddy: 'HTTP/1.1, TLS, Caddy',
  'caddy-h2': 'HTTP/2, Caddy',
};

/** Bytes of IPv4 and TCP headers at least: three segments for an exchange, two for a push. */
const network = { exchange: 3 * 52, push: 2 * 52 } as const;

const wayOf = ({ source: { variant } }: SummaryRow): string | undefined => variant?.split(' · ')[0];

/** Rows of a way, without added delay. */
function rowsOf({ sections }: Summary, way: ViaName): readonly SummaryRow[] {
  const rows = sections.filter(({ name }) => name === 'via').flatMap(({ tables }) => tables.flatMap((table) => table.rows));
  return rows.filter((row) => wayOf(row) === way && !row.twin && row.conditions.rtt === 0 && row.cells.bytes !== undefined);
}

const middle = (row: SummaryRow | undefined, name: 'bytes' | 'requests'): number | undefined => row?.cells[name]?.interval.value;

/** Notifications per interval from which polling takes fewer bytes than sse, with TCP and IP, by the model of this way. */
const breakEven = (way: ViaName, { result }: Summary, poll: SummaryRow | undefined): number | undefined =>
  poll && breakEvenOf(costsOf(way, poll.source, [result]), 'sse');

/** The bytes of a long poll's exchange divided by those of a WebSocket's message, with TCP and IP. */
function ratio(longPoll: SummaryRow | undefined, socket: SummaryRow | undefined): number | undefined {
  // Two notifications that arrive together share an exchange.
  const [exchange, push, requests = 1] = [middle(longPoll, 'bytes'), middle(socket, 'bytes'), middle(longPoll, 'requests')];
  return exchange === undefined || push === undefined ? undefined : (exchange + requests * network.exchange) / (push + network.push);
}

/** The bytes of a notification over each transport, on each measured way; `undefined` if there are fewer than two ways. */
export function pathTable(summary: Summary): CellTable | undefined {
  const ways = viaNames.map((way) => ({ way, rows: rowsOf(summary, way) })).filter(({ rows }) => rows.length > 0);
  if (ways.length < 2) return undefined;
  return {
    caption: 'Bytes of a notification at the clients’ sockets, by its path',
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
  'Heads are those of Chromium, without cookies. "Polling wins from" is the number of notifications per poll interval from which on polling takes fewer bytes than sse, by the model. The last column ' +
  'divides a long poll’s exchange by a message. Both count 52 bytes of TCP and IP for each segment, at least three for an exchange and two for a push. A WebSocket uses a connection of its own beside HTTP/2, over HTTP/1.1 with TLS, unless the proxy is HAProxy. ' +
  '"871 bytes against 2", the claim of 2010, holds on none of these paths.';
