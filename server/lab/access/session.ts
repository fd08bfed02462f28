import type { Tickets } from '../../stream/guard/tickets.ts';
import { usualLifetime } from '../../stream/guard/tickets.ts';
import type { Host } from '../../stream/host.ts';
import { answerJson } from '../../stream/http/json-response.ts';
import { cookieName, type LabTokens, needsToken } from './tokens.ts';

/**
 * `POST /session`: a page with the token of a closed lab gets a cookie for its streams. An `EventSource` cannot set a header, and a token in a URL would end up in logs and histories.
 * `POST /ticket`: a ticket for one stream, for programs and pages of other origins. In an open lab the first does nothing, and the second does not exist.
 */
export function mountSession(host: Host, tokens: LabTokens, tickets: Tickets): void {
  host.route('POST', '/session', ({ headers }, response) => {
    if (!tokens.isClosed) return void response.writeHead(204).end();
    if (!tokens.rightOfHeader(headers)) throw needsToken();
    // Strict: a browser never sends it for a link or a page of another site. It is deleted when the browser closes.
    response.writeHead(204, { 'Set-Cookie': `${cookieName}=${tokens.cookie}; Path=/; HttpOnly; SameSite=Strict`, 'Cache-Control': 'no-store' }).end();
  });
  if (!tokens.isClosed) return;
  host.route('POST', '/ticket', (request, response) => {
    tokens.requireReader(request);
    answerJson(response, 200, { ticket: tickets.give({ read: true, publish: true }, usualLifetime) });
  });
}
