import { describe, expect, it } from 'vitest';
import type { Lane } from '../../client/page/race/lane.ts';
import { troubleOf } from '../../client/page/race/trouble.ts';
import type { Failure } from '../../client/stream/index.ts';

const six = { open: 6, wanted: 7, waiting: new Set<never>() };
const broken = { name: 'frames blocked', does: 'Frames are blocked.', affects: () => true };
const sentence = '6 of 7 streams are open: a browser allows six HTTP/1.1 connections to one origin, and the others wait.';

/** A connecting lane, with the failure of its last connection. */
const connecting = (failure?: Failure) => ({ stream: { state: 'connecting' }, failure }) as Lane;
const outlook = (rest: object = {}) => ({ crowd: six, paused: undefined, broken: [], ...rest });

describe('a lane behind six connections', () => {
  it('gives them as the reason, over HTTP and in the handshake of a WebSocket, which needs a connection in Firefox and WebKit', () => {
    for (const name of ['polling', 'sse', 'websocket'] as const) expect(troubleOf(name, connecting(), outlook()), name).toBe(sentence);
  });

  it('gives a known fault of a WebSocket instead, because in Chromium a WebSocket does not wait', () => {
    const failure: Failure = { message: 'no handshake', final: false };
    expect(troubleOf('websocket', connecting(failure), outlook())).not.toBe(sentence);
    expect(troubleOf('websocket', connecting(), outlook({ broken: [broken] }))).toBe('Frames are blocked.');
    expect(troubleOf('sse', connecting(failure), outlook({ broken: [broken] }))).toBe(sentence);
  });
});
