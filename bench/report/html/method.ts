import { tlsSentence } from '../../model/tls.ts';
import { silenceCycle } from '../../result/measures.ts';
import { confidence } from '../../statistics/index.ts';

/** Conclusions that no report supports. */
export const claims = [
  'One machine: server, relay and generator share its cores, and bytes never leave loopback. Compare ratios within one run, not magnitudes between machines.',
  'No loss, no reordering on the way, no proxies, no mobile radio: these numbers include neither head-of-line blocking of TCP nor wake-ups of a modem.',
  `HTTP/1.1 without TLS. HTTP/2 compresses repeated heads (HPACK, RFC 7541), so polling costs fewer bytes there; this table does not measure how many. ${tlsSentence}.`,
  'Node, Express and ws: memory per connection is that of this implementation, and another may reverse the order of SSE and WebSocket.',
];

/** The method of every report. */
export const method = [
  'Latency is receipt minus the scheduled publish, from an open loop: a late publish counts as latency, and no publish waits for a delivery.',
  'Bytes are counted at the sockets in both directions, handshakes, empty answers and heartbeats included; the model predicts them from counted exchanges.',
  `Bytes of silence are those of whole cycles, with a hold and a heartbeat of ${silenceCycle} s. Longer ones take fewer bytes.`,
  `A slope is fitted through all rounds. "< x" is a slope that cannot be told from 0; it is below x in ${50 * (1 + confidence)} % of such runs.`,
  'Polling clients poll on absolute deadlines with random phases. Every arm gets a fresh server, in shuffled order within each round.',
  'Every client keeps a ledger: every row counts what was lost, doubled or reordered.',
];
