import type { IncomingMessage } from 'node:http';
import { Tickets, usualLifetime } from '../../../stream/guard/tickets.ts';
import type { Host } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import { PeerError } from '../../../stream/problem.ts';
import { Room } from './room.ts';
import { naiveSockets } from './sockets.ts';

/** Opens nothing but this server: everybody who asks is told. */
const token = 'member-of-the-lesson';
const cookie = `lesson-member=${token}`;
/** Of this server’s paths alone, which is what a cookie without a Path is for. */
const attributes = 'HttpOnly; SameSite=Strict';

/** Lines that the access log keeps, and characters of each. */
const [mostLines, longest] = [500, 300] as const;

const queryOf = (url: string): URLSearchParams => new URL(url, 'http://localhost').searchParams;

const hasHeader = ({ headers }: IncomingMessage): boolean => headers.authorization === `Bearer ${token}`;

/**
 * `/naive/members`: streams that let in who shows a token, wherever he shows it, and an access log as every proxy writes it, with the whole URL. Nothing is published on them: what is to be seen is who gets in.
 */
export function mountNaiveMembers(host: Host): void {
  const [room, tickets, log]: [Room, Tickets, string[]] = [new Room(), new Tickets(1_000), []];
  const isMember = (request: IncomingMessage): boolean => {
    const query = queryOf(request.url ?? '');
    if (query.has('ticket')) return tickets.use(query.get('ticket') ?? '') !== undefined;
    const { headers } = request;
    const shown = [query.get('token'), headers['sec-websocket-protocol']];
    return hasHeader(request) || shown.includes(token) || (headers.cookie ?? '').split(/; */).includes(cookie);
  };
  const enter = (request: IncomingMessage) => {
    room.require();
    log.push(`${request.method} ${request.url}`.slice(0, longest));
    log.splice(0, log.length - mostLines);
    if (!isMember(request)) throw new PeerError('unauthorized', 'Expected a member; got nobody that is one. Show the token.');
  };
  host.route('POST', '/naive/members/join', (_, response) => answerJson(response, 200, { token }));
  host.route('POST', '/naive/members/session', (request, response) => {
    response.setHeader('Set-Cookie', `${cookie}; ${attributes}; Max-Age=${hasHeader(request) ? 600 : 0}`);
    answerJson(response, 200, {});
  });
  host.route('POST', '/naive/members/ticket', (request, response) => {
    if (!hasHeader(request)) throw new PeerError('unauthorized', 'Expected the token in the header Authorization; got none that is right.');
    answerJson(response, 200, { ticket: tickets.give({ read: true, publish: false }, usualLifetime) });
  });
  host.route('GET', '/naive/members/log', ({ url }, response) => {
    const own = `who=${queryOf(url).get('who')}`;
    answerJson(response, 200, { lines: log.filter((line) => line.includes(own)) });
  });
  for (const name of ['polling', 'long-polling']) {
    host.route('GET', `/naive/members/stream/${name}`, (request, response) => {
      enter(request);
      answerJson(response, 200, { notifications: [] });
    });
  }
  host.route('GET', '/naive/members/stream/sse', (request, response) => {
    enter(request);
    response.once('close', room.enter(response));
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
  });
  naiveSockets(host, '/naive/members/stream/websocket', enter, (ws) => void ws.on('close', room.enter(ws)));
}
