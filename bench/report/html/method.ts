import { tlsSentence } from '../../model/tls.ts';
import { silenceCycle } from '../../result/measures.ts';
import { confidence } from '../../statistics/index.ts';

/** What nobody may conclude from a report. */
export const claims = [
  'One machine: server, relay and generator share its cores, and bytes never leave loopback. Compare ratios within one run, not magnitudes between machines.',
  'No loss, no reordering on the way, no proxies, no mobile radio: head-of-line blocking of TCP and wake-ups of a modem are not in these numbers.',
  `HTTP/1.1 without TLS. HTTP/2 compresses repeated heads (HPACK, RFC 7541): polling costs fewer bytes there, and how many is not measured here. ${tlsSentence}.`,
  'Node, Express and ws: memory per connection is that of this implementation, and another may turn the order of SSE and WebSocket round.',
];

/** How every report was measured. */
export const method = [
  'Latency is receipt minus the scheduled publish, from an open loop: a publisher that comes late is counted as latency, and nobody waits for a delivery.',
  'Bytes are counted at the sockets in both directions, handshakes, empty answers and heartbeats included; the model computes the same from counted exchanges.',
  `Bytes of silence are those of whole cycles: long polls are held for ${silenceCycle} s there, and heartbeats come after ${silenceCycle} s. With longer ones they are fewer.`,
  `A slope is drawn through all rounds; "< x" is one that cannot be told from 0, and x what it is below in ${50 * (1 + confidence)} % of such runs.`,
  'Polling clients ask on absolute deadlines with phases drawn at random. Every arm gets a fresh server, in shuffled order within each round.',
  'Every client keeps a ledger: what was lost, doubled or reordered stands in every row.',
];
