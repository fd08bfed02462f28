const problem = JSON.stringify({
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'Expected a server behind this relay; it is told to be away. Come back later.',
});

/**
 * What the relay answers in place of the server: a problem document (RFC 9457), and the end of the connection. Pages of every origin may read it: the relay knows none
 * that was allowed, and there is nothing in it that they do not know.
 */
export const unavailable = Buffer.from(
  [
    'HTTP/1.1 503 Service Unavailable',
    'Content-Type: application/problem+json',
    `Content-Length: ${problem.length}`,
    'Cache-Control: no-store',
    'Retry-After: 1',
    'Access-Control-Allow-Origin: *',
    'Access-Control-Expose-Headers: Retry-After',
    'Connection: close',
    '',
    problem,
  ].join('\r\n'),
);
