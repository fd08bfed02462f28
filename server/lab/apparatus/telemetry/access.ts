import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../../../stream/guard/host-names.ts';
import type { OriginGuard } from '../../../stream/guard/origin.ts';
import type { ReadForwarded } from '../../forwarded.ts';

/** Who may break things: faults, weather, bots and the schedule are a remote control. */
export interface AccessRules {
  /** What the lab was told to listen on. */
  readonly host: string;
  /** '' is none. */
  readonly token: string;
  readonly origin: OriginGuard;
  /** What a proxy says of the page. */
  readonly forwarded: ReadForwarded;
}

export interface Access {
  readonly may: 'control' | 'look';
  /** Why not, and what to do. */
  readonly reason?: string;
}

/** The peer's address decides nothing: behind a relay or a proxy every peer is 127.0.0.1. What the lab listens on, `Host` and `Origin` do. */
export function accessOf(request: IncomingMessage, { host, token, origin, forwarded }: AccessRules): Access {
  const presented = new URLSearchParams(/\?(.*)$/.exec(request.url ?? '')?.[1]).get('token');
  if (presented !== null && token !== '' && isSame(presented, token)) return { may: 'control' };
  const look = (why: string) => {
    const remedy =
      token === '' ? 'Start it with --token auto, and open the URL that it prints.' : 'Open the URL with #token= that the lab printed at its start.';
    return { may: 'look', reason: `${why} ${remedy}` } as const;
  };
  if (presented !== null) return look(token === '' ? 'This lab was started without a token.' : "The token is not this lab's.");
  if (!isLoopbackName(host)) return look(`This lab listens on ${host}: everybody may look, and whoever has its token may break things.`);
  const name = forwarded(request).host ?? request.headers.host;
  if (!isLoopbackName(name?.replace(/:\d*$/, '') ?? '')) {
    return look(`Under the name ${name} this lab may only be looked at; under localhost it is yours.`);
  }
  const verdict = origin(request);
  return verdict === 'own' || verdict === 'allowed'
    ? { may: 'control' }
    : look('Only a page of this lab may break things, and this request names none.');
}

/** In a time that does not tell how much of it was right. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
