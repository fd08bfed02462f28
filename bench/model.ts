/**
 * What theory says that each transport costs, in closed form. Pure, without I/O and without Node: the bench prints it beside what it measured,
 * and the page draws it. Sizes are bytes, times are milliseconds, rates are per second unless a name says otherwise.
 */
export * from './model/census.ts';
export * from './model/claim-2010.ts';
export * from './model/client-heads.ts';
export * from './model/cost.ts';
export * from './model/flow.ts';
export * from './model/framing.ts';
export * from './model/http-head.ts';
export * from './model/latency.ts';
export * from './model/long-polling.ts';
export * from './model/schedule.ts';
export * from './model/segments.ts';
export * from './model/server-cost.ts';
export * from './model/server-heads.ts';
export * from './model/traffic.ts';
export * from './model/uplink.ts';
export * from './model/what-if.ts';
