import { describe, expect, it } from 'vitest';
import { describe as inWords } from '../../client/page/lanes/describe.ts';
import type { TrackEntry } from '../../client/page/track/ring.ts';
import { marksOf, poll } from './marks.ts';

const brief = (entries: readonly TrackEntry[]) => marksOf(entries).map(({ kind, from, until }) => `${kind} ${from}–${until}`);

describe('the lanes as marks', () => {
  it('draws a poll as a line up, a line down and a dot for each notification', () => {
    const marks = brief([...poll('polling', 100, 1, 1, 1), { kind: 'delivered', lane: 'polling', at: 202, seq: 1, took: 90 }]);
    expect(marks).toEqual(['rise 100–150', 'held 150–151', 'fall 151–201', 'dot 112–202']);
  });

  it('knows that an answer is empty, so that it can be drawn differently', () => {
    const [fall] = marksOf(poll('polling', 100, 0, 1, 0)).filter(({ kind }) => kind === 'fall');
    expect(fall).toMatchObject({ count: 0, exchange: 1, bytes: 250 });
  });

  it('draws a held poll until its answer, or until now', () => {
    expect(brief(poll('long-polling', 100, 500, 1, 1))).toContain('held 150–650');
    const held: TrackEntry[] = [
      { kind: 'asks', lane: 'long-polling', at: 100 },
      { kind: 'asked', lane: 'long-polling', at: 150, exchange: 4 },
    ];
    expect(brief(held)).toEqual(['rise 100–150', 'held 150–1000']);
  });

  it('marks a held poll as dropped when its connection is lost and the browser repeats the request', () => {
    const asked: TrackEntry[] = [
      { kind: 'asks', lane: 'long-polling', at: 100 },
      { kind: 'asked', lane: 'long-polling', at: 150, exchange: 4 },
    ];
    const again: TrackEntry = { kind: 'asked', lane: 'long-polling', at: 550, exchange: 5 };
    const marks = marksOf([...asked, { kind: 'ended', lane: 'long-polling', at: 500, exchange: 4 }, again]);
    expect(marks.map(({ kind, from, until }) => `${kind} ${from}–${until}`)).toEqual([
      'rise 100–150',
      'held 150–500',
      'dropped 500–500',
      'held 550–1000',
    ]);
    expect(marks.map(inWords)).toContain('connection lost before the response');
    // The server may see the new connection before the end of the old one.
    expect(brief([...asked, again, { kind: 'ended', lane: 'long-polling', at: 560, exchange: 4 }])).toContain('dropped 550–550');
  });

  it('draws one request of a stream, and then only lines down', () => {
    const rain = [200, 400, 600].flatMap((at, index): TrackEntry[] => [
      { kind: 'delivered', lane: 'sse', at: at + 50, seq: index + 1, took: 50 },
      { kind: 'wrote', lane: 'sse', at, exchange: 9, seq: index + 1, count: 1, payload: 90, framing: 20 },
    ]);
    const marks = brief([
      { kind: 'asks', lane: 'sse', at: 50 },
      { kind: 'asked', lane: 'sse', at: 100, exchange: 9, headers: 400 },
      { kind: 'hears', lane: 'sse', at: 150, status: 200 },
      { kind: 'answered', lane: 'sse', at: 100, exchange: 9, status: 200, headers: 200 },
      ...rain,
    ]);
    expect(marks).toEqual([
      'rise 50–100',
      'fall 100–150',
      'fall 200–250',
      'dot 200–250',
      'fall 400–450',
      'dot 400–450',
      'fall 600–650',
      'dot 600–650',
    ]);
  });

  it('marks the handshake of a WebSocket, and its pings and pongs', () => {
    const marks = marksOf([
      { kind: 'asks', lane: 'websocket', at: 50 },
      { kind: 'asked', lane: 'websocket', at: 100, exchange: 2 },
      { kind: 'answered', lane: 'websocket', at: 101, exchange: 2, status: 101 },
      { kind: 'hears', lane: 'websocket', at: 151, status: 200 },
      { kind: 'wrote', lane: 'websocket', at: 300, exchange: 2, framing: 2 },
      { kind: 'heard', lane: 'websocket', at: 400, exchange: 2, framing: 6 },
    ]);
    expect(marks.map(({ kind, handshake }) => [kind, handshake])).toEqual([
      ['rise', true],
      ['fall', true],
      ['ping', false],
      ['pong', false],
    ]);
    expect(marks.at(-1)).toMatchObject({ from: 350, until: 400 });
  });

  const published = [1, 2, 3, 4, 5, 6].map((seq): TrackEntry => ({ kind: 'published', lane: undefined, at: seq * 100, seq }));
  const delivered = (seq: number, late = 50): TrackEntry => ({ kind: 'delivered', lane: 'sse', at: seq * 100 + late, seq, took: late });
  const lostOf = (entries: readonly TrackEntry[]) => marksOf([...published, ...entries]).flatMap(({ kind, seq }) => (kind === 'lost' ? [seq] : []));

  it.each(['missed', 'gap'] as const)('draws a cross for each notification that the stream reports as %s, and for no other', (kind) => {
    const skipped: TrackEntry = { kind, lane: 'sse', at: 550, seq: 4, count: 2 };
    expect(lostOf([delivered(2), skipped, delivered(5)])).toEqual([3, 4]);
    // Reordered is not lost.
    expect(lostOf([delivered(2), skipped, delivered(5), delivered(3, 300)])).toEqual([4]);
  });

  it('draws no cross for a notification that another lane delivered or a filter left out', () => {
    expect(lostOf([delivered(2), delivered(5)])).toEqual([]);
  });

  it('draws a lane without a stream as idle, and ends the poll that it left', () => {
    const left: TrackEntry[] = [
      { kind: 'asks', lane: 'long-polling', at: 100 },
      { kind: 'asked', lane: 'long-polling', at: 150, exchange: 4 },
      { kind: 'idle', lane: 'long-polling', at: 400 },
      { kind: 'ended', lane: 'long-polling', at: 450, exchange: 4 },
      { kind: 'idle', lane: 'long-polling', at: 600, took: 200 },
    ];
    expect(brief(left)).toEqual(['rise 100–150', 'held 150–400', 'idle 400–1000']);
    expect(brief([...left, { kind: 'asks', lane: 'long-polling', at: 700 }])).toContain('idle 400–700');
    expect(marksOf(left).map(inWords).at(-1)).toBe('no stream for 600 ms');
    // Only the last mark is open: it grows with time without a new layout for every frame.
    expect(marksOf(left).map(({ open }) => open)).toEqual([false, false, true]);
    // The page sees the loss before it stops the stream.
    const cut: TrackEntry[] = [
      { kind: 'broke', lane: 'sse', at: 300 },
      { kind: 'idle', lane: 'sse', at: 500 },
    ];
    expect(brief(cut)).toEqual(['away 300–500', 'idle 500–1000']);
    // A stream opens at the moment at which another one ends.
    const same: TrackEntry[] = [
      { kind: 'idle', lane: 'sse', at: 500 },
      { kind: 'asks', lane: 'sse', at: 500 },
    ];
    expect(brief(same).filter((one) => !one.startsWith('idle 500–500'))).toEqual([]);
  });

  it('draws no cross for notifications of a new log because of cursors in the old one', () => {
    const delivered = [50, 1, 2].map((seq, index): TrackEntry => ({ kind: 'delivered', lane: 'polling', at: 150 + 200 * index, seq, took: 50 }));
    const published = [50, 1, 2, 3].map((seq, index): TrackEntry => ({ kind: 'published', lane: undefined, at: 100 + 200 * index, seq }));
    const marks = marksOf([...published, ...delivered, { kind: 'gap', lane: 'polling', at: 250 }]);
    expect(marks.filter(({ kind }) => kind === 'lost')).toEqual([]);
  });

  it('hatches every lane while no data passes, however long ago that began', () => {
    const began: TrackEntry = { kind: 'silent', lane: undefined, at: 300, took: 0 };
    const again: TrackEntry = { kind: 'silent', lane: undefined, at: 90_300, took: 90_000 };
    const over: TrackEntry = { kind: 'passes', lane: undefined, at: 600, took: 300 };
    expect(brief([began])).toEqual(Array(4).fill('silent 300–1000'));
    expect(brief([began, over])).toEqual(Array(4).fill('silent 300–600'));
    const later = { from: 90_000, until: 91_000 };
    expect(marksOf([again], later).map(({ from, until }) => [from, until])).toEqual(Array(4).fill([300, 91_000]));
    expect(marksOf([began, over]).map(inWords)).toEqual(Array(4).fill('no data for 300 ms'));
  });

  it('hatches the time without a connection, until it is back or until now', () => {
    const back: TrackEntry[] = [
      { kind: 'broke', lane: 'websocket', at: 300 },
      { kind: 'broke', lane: 'websocket', at: 350 },
      { kind: 'asks', lane: 'websocket', at: 600 },
      { kind: 'hears', lane: 'websocket', at: 700, status: 200 },
    ];
    expect(brief(back)).toEqual(['away 300–700']);
    expect(brief(back.slice(0, 2))).toEqual(['away 300–1000']);
    expect(
      brief([
        { kind: 'broke', lane: 'polling', at: 300 },
        { kind: 'hears', lane: 'polling', at: 500, status: 503 },
      ]),
    ).toEqual(['refused 500–500', 'away 300–1000']);
  });

  it('draws no request arriving after its answer if the clocks differ a little', () => {
    expect(
      brief([
        ...poll('polling', 100, 0, 1, 0).slice(0, 1),
        { kind: 'hears', lane: 'polling', at: 100.4, status: 204 },
        ...poll('polling', 50.5, 0, 1, 0).slice(2),
      ]),
    ).toEqual(['rise 100–100.5', 'held 100.5–100.5', 'fall 100.5–100.4']);
  });

  it('draws a tick for each notification, across all lanes', () => {
    expect(marksOf([{ kind: 'published', lane: undefined, at: 500, seq: 12 }])).toMatchObject([{ kind: 'tick', from: 500, seq: 12 }]);
  });
});
