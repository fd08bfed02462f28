const problem = JSON.stringify({
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'Expected a server behind this relay; it is told to be away. Come back later.',
});
/** What the relay answers in place of the server: a problem document (RFC 9457), and the end of the connection. */
export const unavailable = Buffer.from(
  `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: ${problem.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${problem}`,
);
