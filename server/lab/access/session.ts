import type { Tickets } from '../../stream/guard/tickets.ts';
import { usualLifetime } from '../../stream/guard/tickets.ts';
import type { Host } from '../../stream/host.ts';
import { answerJson } from '../../stream/http/json-response.ts';
import { cookieName, type LabTokens, needsToken } from './tokens.ts';

/**
 * `POST /session`: a page that has the token of a closed lab gets a cookie for it, which its streams then carry: an `EventSource` cannot set a header, and a URL would be kept in logs and histories.
 * `POST /ticket`: a ticket for one stream, for pages of other origins and programs. In a lab that is open to everybody the first does nothing, and the second is missing.
 */
export function mountSession(host: Host, tokens: LabTokens, tickets: Tickets): void {
  host.route('POST', '/session', ({ headers }, response) => {
    if (!tokens.isClosed) return void response.writeHead(204).end();
    if (!tokens.rightOfHeader(headers)) throw needsToken();
    // Strict: no link and no page of another site sends it. It ends with the browser.
    response.writeHead(204, { 'Set-Cookie': `${cookieName}=${tokens.cookie}; Path=/; HttpOnly; SameSite=Strict`, 'Cache-Control': 'no-store' }).end();
  });
  if (!tokens.isClosed) return;
  host.route('POST', '/ticket', (request, response) => {
    tokens.requireReader(request);
    answerJson(response, 200, { ticket: tickets.give({ read: true, publish: true }, usualLifetime) });
  });
}
