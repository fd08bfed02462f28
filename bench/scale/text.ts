import { transportNames } from '../../server/stream/protocol.ts';
import { type Cell, type CellTable, numbers, text, words } from '../report/cells.ts';
import { digits, whole } from '../report/format.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { budget, type Demand, needOf, redisNeed } from './calculation.ts';
import { simulateFanOut } from './fan-out.ts';
import type { MeasuredCosts } from './measured.ts';
import { simulateStorm } from './storm.ts';

export const markers = { begin: '<!-- scale -->', end: '<!-- /scale -->' };

/** The number of clients in every table. */
const clients = 1_000_000;
const nodeCounts = [1, 10, 100] as const;
const seed = 1;
/** Bytes of a notification's JSON without its id, with 100 B of data. */
const json = 150;
/** Milliseconds until a lost node listens again. */
const away = 3_000;

const cells = (...values: readonly string[]): readonly Cell[] => values.map(text);
const table = (heads: CellTable['heads'], rows: CellTable['rows']): string => markdownTable({ caption: '', heads, rows });
const seconds = (value: number): string => (Number.isFinite(value) ? digits(value) : 'more than 600');
const gigabits = (bits: number): string => digits(bits / 1e9);

const readersTable = ({ readers, write }: MeasuredCosts): string =>
  table(
    [
      words('reader'),
      numbers('a delivery', 'µs'),
      numbers('idle', 'µs/s'),
      numbers('process', 'KiB'),
      numbers('kernel', 'KiB'),
      numbers('bytes with TCP/IP'),
    ],
    [
      ...transportNames.map((arm): readonly Cell[] => {
        const { delivery, idle, process, kernel, bytes } = readers[arm];
        return [{ value: arm, arm }, ...cells(digits(delivery), digits(idle), digits(process), digits(kernel), digits(bytes))];
      }),
      cells('bare TCP', digits(write), '', '', '', ''),
    ],
  );

const logsTable = ({ logs }: MeasuredCosts): string =>
  table(
    [
      ...[words('log'), numbers('a publish alone, p50 and p99', 'ms'), numbers('publishes', '/s')],
      ...[numbers('a delivery', 'µs'), numbers('delivered, p50 and p99', 'ms')],
    ],
    Object.entries(logs).map(([name, log]) =>
      cells(
        ...[name, `${digits(log.publishP50)} and ${digits(log.publishP99)}`, whole(log.publishes)],
        ...[digits(log.delivery), `${digits(log.deliveryP50)} and ${digits(log.deliveryP99)}`],
      ),
    ),
  );

const demands: readonly Demand[] = [0.1, 1, 10].map((rate) => ({ clients, rate }));

const needsTable = ({ readers }: MeasuredCosts): string =>
  table(
    [
      ...[words('transport'), numbers('to each', '/s'), numbers('cores'), numbers('memory', 'GiB'), numbers('network', 'Gbit/s')],
      ...[numbers('nodes'), words('which breaks first')],
    ],
    transportNames.flatMap((arm) =>
      demands.map((demand) => {
        const { cores, memory, network, nodes, first } = needOf(demand, readers[arm]);
        return [{ value: arm, arm }, ...cells(digits(demand.rate), digits(cores), digits(memory), gigabits(network), whole(nodes), first)];
      }),
    ),
  );

const redisTable = (costs: MeasuredCosts): string =>
  table(
    [
      numbers('nodes'),
      numbers('publishes', '/s'),
      numbers('answers of Redis', '/s'),
      numbers('out of Redis', 'Mbit/s'),
      numbers('its core busy', '%'),
    ],
    nodeCounts.flatMap((nodes) =>
      [1, 10, 100].map((rate) => {
        const { network, answers, cores } = redisNeed(nodes, rate, json, costs);
        return cells(whole(nodes), whole(rate), whole(answers), digits(network / 1e6), digits(100 * cores));
      }),
    ),
  );

const fanOutTable = ({ readers, write }: MeasuredCosts): string =>
  table(
    [numbers('nodes'), numbers('p50', 'ms'), numbers('p99', 'ms'), numbers('longest', 'ms'), numbers('busy', '%')],
    nodeCounts.map((nodes) => {
      const plan = { seed, nodes, clients, rate: 1, write: readers.websocket.delivery, answer: write, seconds: 600 };
      const { p50, p99, most, busy } = simulateFanOut(plan);
      return cells(whole(nodes), digits(p50), digits(p99), digits(most), digits(100 * busy));
    }),
  );

const stormTable = ({ accepts }: MeasuredCosts): string =>
  table(
    [
      ...[numbers('nodes'), numbers('clients of each'), words('wait'), numbers('most attempts', 'in 100 ms')],
      ...[numbers('handshakes dropped'), numbers('half back', 's'), numbers('all back', 's')],
    ],
    nodeCounts.flatMap((nodes) =>
      [true, false].map((jitter) => {
        const share = clients / nodes;
        const { peak, dropped, half, all } = simulateStorm({ seed, clients: share, jitter, away, accepts });
        return cells(whole(nodes), whole(share), jitter ? 'full jitter' : 'no jitter', whole(peak), whole(dropped), seconds(half), seconds(all));
      }),
    ),
  );

/** What three nodes can deliver on the machine that measured, by processor time alone. */
function coresText({ logs }: MeasuredCosts): string {
  const more = logs['redis, 3 nodes'].delivery / logs.redis.delivery;
  return (
    `Of the processor three nodes take ${digits(more)} × as much for a delivery as one: each reads the log from Redis, and only a third of the readers shares what that costs. So with two cores to themselves ` +
    `three would deliver ${digits(2 / more)} × what one does with a core of its own, and 2.5 × takes ${digits(2.5 * more)} cores. That is this machine's limit; with more readers for each node their own part weighs less.`
  );
}

/** The part of docs/scale.md that is computed, markers included. */
export const scaleText = (costs: MeasuredCosts): string =>
  [
    markers.begin,
    '## Measured',
    'Medians of [reference.json](../bench/results/reference.json) (100 to 1,000 clients, 5 to 80 notifications a second with 100 B of data).',
    readersTable(costs),
    `Medians of [redis-cost.json](../bench/results/redis-cost.json) (60 readers over WebSocket, 100 notifications a second; Redis beside the nodes on two cores). Three nodes share these two cores with Redis, readers and publisher: they show what sharing a log costs, and not what three machines would carry. One process has accepted ${whole(costs.accepts / 10)} connections in 100 ms when ${whole(5_000)} clients came at once ([storm.json](../bench/results/storm.json)).`,
    logsTable(costs),
    coresText(costs),
    '## Extrapolated',
    `One million clients, each of which gets every notification; extrapolated linearly from the measurements. A node may use ${100 * budget.processor} % of its core, ${whole(budget.connections)} connections, ${budget.memory} GiB for them and ${gigabits(budget.network)} Gbit/s. Polling asks once a second.`,
    needsTable(costs),
    `Redis: bytes of its answers are computed; its cores assume that each answer costs as much as a write over bare TCP. It has one thread, which also handles publishes.`,
    redisTable(costs),
    '## Simulated',
    `How late a notification is written to its readers over WebSocket: one a second at random to one million, ten minutes, seed ${seed}.`,
    fanOutTable(costs),
    `All nodes are lost at once and listen again after ${digits(away / 1_000)} s; each gets its own clients back. A queue of 511 connections, and a kernel that repeats a handshake after 1, 2, 4 … s.`,
    stormTable(costs),
    markers.end,
  ].join('\n\n');
