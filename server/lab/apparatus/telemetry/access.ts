import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../../../stream/guard/host-names.ts';
import type { OriginGuard } from '../../../stream/guard/origin.ts';
import { Tickets, ticketIn, usualLifetime } from '../../../stream/guard/tickets.ts';
import { PeerError } from '../../../stream/problem.ts';
import { type LabTokens, needsToken, type Right } from '../../access/tokens.ts';
import type { ReadForwarded } from '../../forwarded.ts';

/** Who may control the lab: faults, conditions, bots and the schedule. */
export interface AccessRules {
  /** The address that the lab listens on. */
  readonly host: string;
  readonly tokens: LabTokens;
  readonly tickets: TelemetryTickets;
  readonly origin: OriginGuard;
  /** Reads host and scheme of the page from a trusted proxy's headers. */
  readonly forwarded: ReadForwarded;
}

export interface Access {
  readonly may: Right;
  /** Why the page may not control the lab, and what to do. */
  readonly reason?: string;
}

/** Tickets instead of tokens, because a browser's WebSocket cannot send headers, and a token in a URL would end up in logs. */
export class TelemetryTickets {
  readonly #tickets = new Tickets();

  /** @throws PeerError `unauthorized` without a valid token in a header */
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

  /** @returns `undefined` for a ticket that is unknown, used or expired */
  use(ticket: string): Right | undefined {
    try {
      return this.#tickets.use(ticket).publish === true ? 'control' : 'look';
    } catch {
      return undefined;
    }
  }
}

/** The right by a ticket, by a token in the URL (allowed for programs on this machine), or by a token in a header. */
function presented(request: IncomingMessage, { tokens, tickets }: AccessRules): { readonly right: Right | undefined } | undefined {
  const { url = '', headers } = request;
  const ticket = ticketIn(url);
  if (ticket !== undefined) return { right: tickets.use(ticket) };
  const token = new URLSearchParams(/\?(.*)$/.exec(url)?.[1]).get('token');
  if (token !== null) return { right: tokens.rightOf(token) };
  return headers.authorization === undefined ? undefined : { right: tokens.rightOfHeader(headers) };
}

/**
 * Decides by the address that the lab listens on, by `Host` and by `Origin`. The client's address says nothing: behind a relay or a proxy every client is 127.0.0.1.
 * @throws PeerError `unauthorized` for a client that may not even look
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

/** @returns `undefined` for a client that may control the lab without a token */
function whyNoControl(request: IncomingMessage, { host, tokens, origin, forwarded }: AccessRules, isWrong: boolean): string | undefined {
  if (isWrong) return tokens.control === '' ? 'This lab was started without a token.' : "The token is not this lab's.";
  if (!isLoopbackName(host)) return `This lab listens on ${host}: everybody may look, and whoever has its token may break things.`;
  const name = forwarded(request).host ?? request.headers.host;
  if (!isLoopbackName(name?.replace(/:\d*$/, '') ?? '')) return `Under the name ${name} this lab may only be looked at; under localhost it is yours.`;
  const verdict = origin(request);
  return verdict === 'own' || verdict === 'allowed' ? undefined : 'Only a page of this lab may break things, and this request names none.';
}
