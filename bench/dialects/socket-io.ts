import { fieldsOf, textOf } from '../arms/json-fields.ts';
import { type Dialect, type Reader, withArgument } from './dialect.ts';

/** What a client presents to a server with `connectionStateRecovery`: its private id, and the offset at the end of each event. */
interface Place {
  readonly pid: string;
  readonly offset: string;
}

const isPlace = (value: unknown): value is Place => typeof value === 'object' && value !== null && 'pid' in value;
const placeOf = (cursor: string | undefined): Place | undefined => {
  const value: unknown = cursor === undefined ? undefined : JSON.parse(cursor);
  return isPlace(value) ? value : undefined;
};

/** Engine.IO 4: 0 opens, 2 is a ping, 3 a pong, 4 a message. Socket.IO 5 in a message: 0 connects, 2 is an event, 4 refuses. */
function hear(message: Buffer, reader: Reader): void {
  const kind = message.toString('latin1', 0, 2);
  if (kind[0] === '2') reader.say('3');
  else if (kind[0] === '0') reader.say(`40${placeOf(reader.cursor) ? reader.cursor : ''}`);
  else if (kind === '40') connected(message, reader);
  else if (kind === '44') throw new Error(`Expected Socket.IO to connect to the namespace /; got ${message.toString('utf8', 2, 200)}.`);
  else if (kind === '42' && reader.cursor !== undefined) heard(message, reader);
}

/** Without a `pid` the server cannot resume, so there is no cursor. */
function connected(message: Buffer, reader: Reader): void {
  const fields = fieldsOf(message.toString('utf8', 2));
  if (typeof fields.pid === 'string') reader.cursor = JSON.stringify({ pid: textOf(fields, 'pid'), offset: placeOf(reader.cursor)?.offset ?? '' });
  reader.subscribed();
}

/** The offset is the last string of the event: `…,"offset"]`. */
function heard(message: Buffer, reader: Reader): void {
  const end = message.byteLength - 2;
  const start = message.lastIndexOf(0x22, end - 1);
  const place = placeOf(reader.cursor);
  if (place && start > 0) reader.cursor = JSON.stringify({ ...place, offset: message.toString('latin1', start + 1, end) });
}

export const socketIo: Dialect = {
  name: 'socket.io',
  about: 'Socket.IO 4 over WebSocket, namespace /; with connectionStateRecovery it resumes. Give the URL of its path, such as ws://…/socket.io/',
  websocket: {
    resumes: true,
    greets: true,
    ask: (path) => ({ path: withArgument(withArgument(path, 'EIO', '4'), 'transport', 'websocket'), fields: [] }),
    hear,
  },
};
