import { describe, expect, it } from 'vitest';
import { Leases } from '../../server/lab/scenes/chat/leases.ts';
import { type ChatPresence, chatEvents } from '../../server/lab/scenes/chat/messages.ts';
import { Presence } from '../../server/lab/scenes/chat/presence.ts';
import { chat } from '../../server/lab/scenes/chat/scene.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { play } from './support.ts';

describe('Leases', () => {
  it('hold until their end, and a shorter renewal does not shorten them', () => {
    const leases = new Leases();
    expect([leases.renew('Ada', 10), leases.renew('Ada', 5), leases.renew('Bob', 7)]).toEqual([true, false, true]);
    expect(leases.next).toBe(7);
    expect([leases.expired(6), leases.expired(9), leases.who]).toEqual([[], ['Bob'], ['Ada']]);
    leases.end('Ada', 9);
    expect([leases.expired(9), leases.who, leases.next]).toEqual([['Ada'], [], undefined]);
  });
});

describe('Presence', () => {
  /** A presence with a clock that the test moves. */
  function presenceAt() {
    let now = 0;
    const presence = new Presence(undefined, () => now);
    return {
      presence,
      to: (time: number) => {
        now = time;
      },
    };
  }

  it('counts a visitor as present as long as the polls keep coming at their usual interval', () => {
    const { presence, to } = presenceAt();
    presence.polled('Ada');
    to(10_000);
    presence.polled('Ada');
    // Two and a half times the ten seconds between the polls.
    expect(presence.ends('Ada')).toBe(35_000);
    to(11_000);
    presence.polled('Ada');
    expect(presence.ends('Ada')).toBe(35_000);
  });

  it('counts a visitor as present while a stream is open, and five seconds longer', () => {
    const { presence, to } = presenceAt();
    const [first, second] = [presence.opened('Ada'), presence.opened('Ada')];
    to(100_000);
    first();
    first();
    expect(presence.ends('Ada')).toBe(Number.POSITIVE_INFINITY);
    second();
    expect(presence.ends('Ada')).toBe(105_000);
  });

  it('shows at most 200 names, but serves further visitors', () => {
    const { presence } = presenceAt();
    for (let count = 0; count < 201; count += 1) presence.polled(`n${count}`);
    expect(presence.names).toHaveLength(200);
  });

  it('is published by the chat only when it changes', async () => {
    const presence = new Presence({ linger: 20, first: 20 });
    const { says, log } = play(chat, [chatEvents.present], presence);
    const leave = presence.opened('Ada');
    const bob = presence.opened('Bob');
    presence.polled('Ada');
    leave();
    await eventually('Ada to have left', async () => (await says<ChatPresence>(chatEvents.present)).at(-1)?.names.join() === 'Bob');
    expect((await says<ChatPresence>(chatEvents.present)).map(({ names }) => names.join())).toEqual(['Ada', 'Ada,Bob', 'Bob']);
    expect(log.window.head).toBe(3);
    bob();
  });
});

describe('At a server', () => {
  it.each(transportNames)('who=… makes a visitor present who follows over %s', async (transport) => {
    const lab = await startTestLab();
    const watching = openInNode(lab.url, { transport: 'websocket', events: [chatEvents.present] });
    await watching.hello();
    const raw = await openRaw(lab);
    raw.send(get(`/stream/${transport}?after=now&who=${encodeURIComponent('<b>Ada</b>')}`, transport === 'websocket' ? handshake : undefined));
    expect((await watching.reach(1))[0]).toMatchObject({ event: chatEvents.present, data: { names: ['<b>Ada</b>'] } });
    raw.socket.destroy();
  });

  it('a visitor who leaves is removed after five seconds', async () => {
    const lab = await startTestLab();
    const watching = openInNode(lab.url, { transport: 'sse', events: [chatEvents.present] });
    await watching.hello();
    const raw = await openRaw(lab);
    raw.send(get('/stream/long-polling?after=now&who=Ada'));
    await watching.reach(1);
    raw.socket.destroy();
    await closed(raw.socket);
    expect((await watching.reach(2))[1]?.data).toEqual({ names: [] });
  });

  it.each(['who=', `who=${'x'.repeat(41)}`, 'who=a%00b', 'after=bad&who=Ada'])('%s makes nobody present', async (query) => {
    const lab = await startTestLab();
    await fetch(`${lab.url}/stream/polling?${query}`);
    expect(lab.log.window.head).toBe(0);
  });
});
