import { describe, expect, it } from 'vitest';
import { Connections } from '../../client/page/race/connections.ts';

describe('six connections', () => {
  it('let a seventh wait only if six are connected', () => {
    const connections = new Connections();
    const asks = Array.from({ length: 6 }, () => connections.open('extra', 'sse', 0));
    connections.open('polling', 'polling', 0);
    expect(connections.crowd(1_000).waiting.size).toBe(0);
    for (const ask of asks) ask.reached = true;
    expect(connections.crowd(100).waiting.size).toBe(0);
    expect(connections.crowd(1_000)).toEqual({ open: 6, wanted: 7, waiting: new Set(['polling']) });
    for (const ask of asks) connections.free(ask, 1_000);
    expect(connections.crowd(1_000).waiting.size).toBe(0);
  });

  it('find the lane of a request that the server reports: the first one of a long poll has the path of polling', () => {
    const connections = new Connections();
    const asks = [connections.open('long-polling', 'polling', 10), connections.open('polling', 'polling', 500)];
    expect(connections.claim('polling', 60, 10)).toBe('long-polling');
    expect(connections.claim('polling', 60, 10)).toBe('polling');
    expect(connections.claim('polling', 550, 10)).toBe('polling');
    expect(connections.claim('sse', 550, 10)).toBe('sse');
    expect(asks.every(({ reached }) => reached)).toBe(true);
    // The lab's batch arrives after the answer.
    const over = connections.open('long-polling', 'polling', 600);
    connections.free(over, 605);
    expect(connections.crowd(2_000).wanted).toBe(2);
    expect(connections.claim('polling', 650, 10)).toBe('polling');
    expect(connections.claim('polling', 602, 10)).toBe('long-polling');
    expect(connections.claim('polling', 603, 10)).toBe('polling');
  });
});
