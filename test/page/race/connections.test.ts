import { expect, it } from 'vitest';
import { Connections } from '../../../client/page/race/connections.ts';

/** The first request of a long poll goes to the endpoint of polling, and polls follow it. */
function asked(): Connections {
  const connections = new Connections();
  connections.free(connections.open('long-polling', 'polling', 1_000), 1_010);
  connections.free(connections.open('polling', 'polling', 1_020), 1_030);
  return connections;
}

it('A request that the lab reports belongs to the lane that made one at that time', () => {
  const connections = asked();
  expect([connections.claim('polling', 1_001, 5), connections.claim('polling', 1_021, 5)]).toEqual(['long-polling', 'polling']);
});

it('Before the clocks are compared, requests that ended before the lab watched are taken for no later one', () => {
  const connections = asked();
  const pending = connections.open('long-polling', 'long-polling', 1_040);
  connections.forgetEnded();
  connections.free(connections.open('polling', 'polling', 4_000), 4_010);
  expect(connections.claim('polling', 0, Number.POSITIVE_INFINITY)).toBe('polling');
  // One that is still pending is reported when the lab begins to watch.
  expect([pending.claimed, connections.claim('long-polling', 0, Number.POSITIVE_INFINITY)]).toEqual([false, 'long-polling']);
});
