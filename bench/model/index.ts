/**
 * The theoretical cost of each transport, in closed form. Pure, without I/O and without Node: the bench prints it beside its measurements, and the
 * page draws it. Sizes are bytes, times are milliseconds, rates are per second unless a name says otherwise.
 */
export * from './census.ts';
export * from './claim-2010.ts';
export * from './client-heads.ts';
export * from './cost.ts';
export * from './flow.ts';
export * from './framing.ts';
export * from './fronts.ts';
export * from './hpack.ts';
export * from './http-head.ts';
export * from './http2.ts';
export * from './latency.ts';
export * from './long-polling.ts';
export * from './path-costs.ts';
export * from './schedule.ts';
export * from './segments.ts';
export * from './server-cost.ts';
export * from './server-heads.ts';
export * from './tls.ts';
export * from './traffic.ts';
export * from './uplink.ts';
export * from './verdict-map.ts';
export * from './way.ts';
export * from './what-if.ts';
