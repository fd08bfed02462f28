const problem = JSON.stringify({
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'Expected a server behind this relay; it is told to be away. Come back later.',
});

/**
 * The relay's own 503: a problem document (RFC 9457), after which the connection ends. Pages of every origin may read it: the relay does not know which origins are
 * allowed, and the answer holds no secret.
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
