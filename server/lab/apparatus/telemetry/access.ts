import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../../../stream/guard/host-names.ts';
import type { OriginGuard } from '../../../stream/guard/origin.ts';
import { Tickets, ticketIn, usualLifetime } from '../../../stream/guard/tickets.ts';
import { PeerError } from '../../../stream/problem.ts';
import { type LabTokens, needsToken, type Right } from '../../access/tokens.ts';
import type { ReadForwarded } from '../../forwarded.ts';

/** Who may break things: faults, weather, bots and the schedule are a remote control. */
export interface AccessRules {
  /** What the lab was told to listen on. */
  readonly host: string;
  readonly tokens: LabTokens;
  readonly tickets: TelemetryTickets;
  readonly origin: OriginGuard;
  /** What a proxy says of the page. */
  readonly forwarded: ReadForwarded;
}

export interface Access {
  readonly may: Right;
  /** Why not, and what to do. */
  readonly reason?: string;
}

/** Tickets in place of a token: a WebSocket of a browser can send no header, and what stands in a URL is kept in logs. */
export class TelemetryTickets {
  readonly #tickets = new Tickets();

  /** @throws PeerError `unauthorized` for who presents no token of this lab in a header */
  give({ headers }: IncomingMessage, tokens: LabTokens): string {
    const may = tokens.rightOfHeader(headers);
    if (!may) {
      const detail =
        tokens.control === '' && !tokens.isClosed
          ? 'Expected a lab with a token; this one was started without. Start it with --token auto.'
          : 'Expected the token of this lab; got none that is right. Send it as `Authorization: Bearer <token>`, as the lab printed it at its start.';
      throw new PeerError('unauthorized', detail);
    }
    return this.#tickets.give({ who: may, read: true, publish: may === 'control' }, usualLifetime);
  }

  /** @returns `undefined` for one that is not good any more */
  use(ticket: string): Right | undefined {
    try {
      return this.#tickets.use(ticket).publish === true ? 'control' : 'look';
    } catch {
      return undefined;
    }
  }
}

/** What somebody has presented: a ticket, a token in the URL (which a program of this machine may do), or in a header. */
function presented(request: IncomingMessage, { tokens, tickets }: AccessRules): { readonly right: Right | undefined } | undefined {
  const { url = '', headers } = request;
  const ticket = ticketIn(url);
  if (ticket !== undefined) return { right: tickets.use(ticket) };
  const token = new URLSearchParams(/\?(.*)$/.exec(url)?.[1]).get('token');
  if (token !== null) return { right: tokens.rightOf(token) };
  return headers.authorization === undefined ? undefined : { right: tokens.rightOfHeader(headers) };
}

/**
 * The peer's address decides nothing: behind a relay or a proxy every peer is 127.0.0.1. What the lab listens on, `Host` and `Origin` do.
 * @throws PeerError `unauthorized` for who may not even look
 */
export function accessOf(request: IncomingMessage, rules: AccessRules): Access {
  const { tokens } = rules;
  const given = presented(request, rules);
  if (given?.right === 'control') return { may: 'control' };
  if (tokens.isClosed && !given?.right && !tokens.mayRead(request)) throw needsToken();
  const reason = whyNoControl(request, rules, given !== undefined && given.right === undefined);
  if (reason === undefined) return { may: 'control' };
  const remedy =
    tokens.control === ''
      ? 'Start it with --token auto, and open the URL that it prints.'
      : 'Open the URL with #token= that the lab printed at its start.';
  return { may: 'look', reason: `${reason} ${remedy}` };
}

/** @returns `undefined` for who may control the lab without a token */
function whyNoControl(request: IncomingMessage, { host, tokens, origin, forwarded }: AccessRules, isWrong: boolean): string | undefined {
  if (isWrong) return tokens.control === '' ? 'This lab was started without a token.' : "The token is not this lab's.";
  if (!isLoopbackName(host)) return `This lab listens on ${host}: everybody may look, and whoever has its token may break things.`;
  const name = forwarded(request).host ?? request.headers.host;
  if (!isLoopbackName(name?.replace(/:\d*$/, '') ?? '')) return `Under the name ${name} this lab may only be looked at; under localhost it is yours.`;
  const verdict = origin(request);
  return verdict === 'own' || verdict === 'allowed' ? undefined : 'Only a page of this lab may break things, and this request names none.';
}
