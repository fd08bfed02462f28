/**
 * Bytes of a WebSocket frame's header (RFC 6455 section 5.2): 2, 4 or 10 by the length of the payload. Clients mask (section 5.3), for 4 more.
 * @param length bytes of the payload
 */
export const frameHeader = (length: number, masked = false): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (masked ? 4 : 0);

/** A ping and the pong that answers it, both empty (RFC 6455 sections 5.5.2 and 5.5.3). */
export const ping = frameHeader(0);
export const pong = frameHeader(0, true);

/**
 * Bytes of an event of this lab besides its JSON: `id: <cursor>
 * data: <json>
 *
 * ` (HTML standard section 9.2.5).
 * @param id bytes of the cursor
 */
export const eventFraming = (id: number): number => 'id: \ndata: \n\n'.length + id;

/**
 * Bytes of a chunk besides its contents: the digits of its size, and two line ends (RFC 9112 section 7.1). An event stream is written in chunks.
 * @param length bytes of the contents; 0 is the last chunk, without trailers
 */
export const chunkFraming = (length: number): number => Math.round(length).toString(16).length + 4;

/** Bytes of a chunk. Events of one write share it, so one alone is an upper bound for each. @param length bytes of the contents */
export const inChunk = (length: number): number => length + chunkFraming(length);

/** The chunk of every hello: it has at least 16 and at most 255 bytes, because no cursor is longer than 49 characters. */
export const helloChunk = chunkFraming(0xff);

const helloJson = (cursor: number, heartbeat: number) => '{"cursor":"","heartbeat":}'.length + cursor + String(heartbeat).length;

/**
 * `retry: 1873
 * ` and the hello event. @param cursor bytes of the cursor, which stands there twice @param heartbeat its value in milliseconds
 */
export const sseHello = (cursor: number, heartbeat: number): number =>
  'retry: 1000\nevent: hello\nid: \ndata: \n\n'.length + cursor + helloJson(cursor, heartbeat);

export const sseHeartbeat = (cursor: number): number => 'event: heartbeat\nid: \ndata: {}\n\n'.length + cursor;

/** @param to bytes of the cursor at which reading continues @param json bytes of the gap */
export const sseGap = (to: number, json: number): number => 'event: gap\nid: \ndata: \n\n'.length + to + json;

const framed = (length: number) => frameHeader(length) + length;

export const websocketHello = (cursor: number, heartbeat: number): number => framed('"type":"hello",'.length + helloJson(cursor, heartbeat));

export const websocketHeartbeat = (cursor: number): number => framed('{"type":"heartbeat","cursor":""}'.length + cursor);

export const websocketGap = (json: number): number => framed('"type":"gap",'.length + json);

/** `{"cursor":"…","notifications":[…]}` without the notifications and the commas between them. @param cursor bytes of the cursor */
export const answerFraming = (cursor: number): number => '{"cursor":"","notifications":[]}'.length + cursor;

/** @param json bytes of the gap */
export const answerGap = (json: number): number => ',"gap":'.length + json;

export const answerMore = ',"more":true'.length;
