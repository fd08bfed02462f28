import type { IncomingMessage } from 'node:http';
import { Tickets, usualLifetime } from '../../../stream/guard/tickets.ts';
import { PeerError } from '../../../stream/problem.ts';

/** Opens nothing but this server: everybody who asks is told. */
export const token = 'member-of-the-lesson';
const cookie = `lesson-member=${token}`;

/** Lines that the access log keeps, and characters of each. */
const [mostLines, longest] = [500, 300] as const;

const queryOf = (url = ''): URLSearchParams => new URL(url, 'http://localhost').searchParams;

const hasHeader = ({ headers }: IncomingMessage): boolean => headers.authorization === `Bearer ${token}`;

/** Who is a member, and who has knocked. */
export class Membership {
  readonly #tickets = new Tickets(1_000);
  readonly #log: string[] = [];

  /** Writes it down as every proxy does, with the whole URL. @throws PeerError at who is no member */
  require(request: IncomingMessage): void {
    this.#log.push(`${request.method} ${request.url}`.slice(0, longest));
    this.#log.splice(0, this.#log.length - mostLines);
    if (!this.#isMember(request))
      throw new PeerError('unauthorized', 'Expected the token of a member; got none that is right. Ask for it with POST /naive/members/join.');
  }

  /** For who shows the token in a header. @throws PeerError */
  ticket(request: IncomingMessage): string {
    if (!hasHeader(request))
      throw new PeerError(
        'unauthorized',
        'Expected the token in the header Authorization; got none that is right. Ask for it with POST /naive/members/join.',
      );
    return this.#tickets.give({ read: true, publish: false }, usualLifetime);
  }

  /** The cookie of a member, or the end of it. Without a Path it is good for the paths of this server alone. */
  cookie(request: IncomingMessage): string {
    return `${cookie}; HttpOnly; SameSite=Strict; Max-Age=${hasHeader(request) ? 600 : 0}`;
  }

  /** Lines of who has asked with this `?who=`. */
  linesOf(url: string): readonly string[] {
    const who = queryOf(url).get('who');
    return who === null ? [] : this.#log.filter((line) => queryOf(line.split(' ')[1]).get('who') === who);
  }

  #isMember(request: IncomingMessage): boolean {
    const query = queryOf(request.url);
    if (query.has('ticket')) return this.#tickets.use(query.get('ticket') ?? '').read === true;
    const { 'sec-websocket-protocol': protocol, cookie: cookies = '' } = request.headers;
    return hasHeader(request) || [query.get('token'), protocol].includes(token) || cookies.split(/; */).includes(cookie);
  }
}
