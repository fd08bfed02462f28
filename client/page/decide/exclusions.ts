import { longPollingLatency } from '../../../bench/model/index.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { Needs } from './questions.ts';
import { situationOf } from './situation.ts';

/** Reasons that rule a transport out, whatever its advantages. */
export type ExclusionName = 'upgrade' | 'held' | 'header' | 'uplink' | 'connections' | 'late';

export interface Exclusion {
  readonly transport: TransportName;
  readonly name: ExclusionName;
}

/** The worst delay of a notification, in milliseconds. */
const worst: Readonly<Record<TransportName, (needs: Needs) => number>> = {
  polling: (needs) => situationOf(needs).pollInterval + situationOf(needs).rtt / 2,
  'long-polling': (needs) => longPollingLatency(situationOf(needs).rate, situationOf(needs).rtt).quantile(1),
  sse: (needs) => situationOf(needs).rtt / 2,
  websocket: (needs) => situationOf(needs).rtt / 2,
};

/** In the order in which they are shown. */
const rules: Readonly<Record<ExclusionName, (transport: TransportName, needs: Needs) => boolean>> = {
  upgrade: (transport, { network }) => transport === 'websocket' && (network === 'company' || network === 'buffering'),
  held: (transport, { network }) => transport === 'sse' && network === 'buffering',
  header: (transport, { auth }) => (transport === 'sse' || transport === 'websocket') && auth === 'header',
  uplink: (transport, { direction }) => transport !== 'websocket' && direction === 'socket',
  connections: (transport, { http }) => (transport === 'sse' || transport === 'long-polling') && http === 'tabs',
  late: (transport, needs) => worst[transport](needs) > situationOf(needs).tolerance,
};

/** What these needs rule out: the first reason for each transport, in the order of the transports. */
export const exclusionsOf = (needs: Needs): readonly Exclusion[] =>
  transportNames.flatMap((transport): Exclusion[] => {
    const name = (Object.keys(rules) as ExclusionName[]).find((rule) => rules[rule](transport, needs));
    return name === undefined ? [] : [{ transport, name }];
  });
