/** The bytes of a text in UTF-8. */
export const encode = (text: string) => new TextEncoder().encode(text);

const said = '<script>alert(1)</script> \u202eשלום 🙂';
/** Its text is hostile to markup and to counts of characters. */
export const notification = JSON.stringify({ id: 'k3f9ab-42', event: 'ticker', data: said, at: 1_763_683_200_123.4 });
/** An answer to a poll. */
export const body = `{"cursor":"k3f9ab-42","notifications":[${notification}]}`;
/** The bytes of an answer with this content. */
export const answer = (content: string) =>
  encode(
    `HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: application/json\r\nContent-Length: ${encode(content).length}\r\n` +
      `Date: Sat, 01 Jan 2000 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n${content}`,
  );
