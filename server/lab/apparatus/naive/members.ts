import type { IncomingMessage } from 'node:http';
import type { Host, RouteHandler } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import { Membership, token } from './membership.ts';
import { Room } from './room.ts';
import { naiveSockets } from './sockets.ts';

/**
 * `/naive/members`: streams that let in who shows a token, wherever he shows it: header, cookie, URL, subprotocol, or a ticket that is good once. Nothing is published on them: what is to be seen is who gets in,
 * and what the access log knows afterwards.
 */
export function mountNaiveMembers(host: Host): void {
  const [room, members] = [new Room(), new Membership()];
  const enter = (request: IncomingMessage) => {
    room.require();
    members.require(request);
  };
  const poll: RouteHandler = (request, response) => {
    enter(request);
    answerJson(response, 200, { notifications: [] });
  };
  for (const name of ['polling', 'long-polling']) host.route('GET', `/naive/members/stream/${name}`, poll);
  host.route('GET', '/naive/members/stream/sse', (request, response) => {
    enter(request);
    response.once('close', room.enter(response));
    // Firefox tells a page of a head when the first bytes behind it come.
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).write(': hello\n\n');
  });
  naiveSockets(host, '/naive/members/stream/websocket', enter, (ws) => {
    ws.on('close', room.enter(ws));
    // Who is refused gets a handshake as well, so that a page is told why: a message tells who is let in.
    ws.send('{"type":"hello"}');
  });
  host.route('POST', '/naive/members/join', (_, response) => answerJson(response, 200, { token }));
  host.route('POST', '/naive/members/session', (request, response) => {
    response.setHeader('Set-Cookie', members.cookie(request));
    answerJson(response, 200, {});
  });
  host.route('POST', '/naive/members/ticket', (request, response) => answerJson(response, 200, { ticket: members.ticket(request) }));
  host.route('GET', '/naive/members/log', ({ url }, response) => answerJson(response, 200, { lines: members.linesOf(url) }));
}
