import { fieldOf, type HttpAnswer } from '../arms/http-answer.ts';
import type { Dialect, PollSpeech } from './dialect.ts';
import { plainSse } from './plain.ts';

/** An nchan message id is in two fields of an answer, and is presented in two fields of a request. */
const between = '\n';

/** An answer holds one message, so a poller that got one asks again until there is none. */
const polls: PollSpeech = {
  resumes: true,
  ask(path, cursor = '') {
    const [since = '', tag = ''] = cursor.split(between);
    return {
      path,
      fields:
        since === ''
          ? []
          : [
              ['If-Modified-Since', since],
              ['If-None-Match', tag],
            ],
    };
  },
  cursorOf(answer) {
    const [since, tag] = [fieldOf(answer, 'last-modified'), fieldOf(answer, 'etag')];
    return since === undefined || tag === undefined ? undefined : `${since}${between}${tag}`;
  },
  hasMore: ({ status }: HttpAnswer) => status === 200,
};

const idLine = Buffer.from('id: ');

export const nchan: Dialect = {
  name: 'nchan',
  about: 'nginx with nchan: longpoll, intervalpoll, eventsource, and WebSocket with the subprotocol ws+meta.nchan, which has cursors',
  polling: polls,
  'long-polling': polls,
  sse: plainSse,
  websocket: {
    resumes: true,
    ask: (path, cursor) => ({
      path,
      fields: [['Sec-WebSocket-Protocol', 'ws+meta.nchan'], ...(cursor === undefined ? [] : [['Last-Event-ID', cursor] as const])],
    }),
    hear(message, reader) {
      if (message.compare(idLine, 0, idLine.length, 0, idLine.length) === 0)
        reader.cursor = message.toString('latin1', idLine.length, message.indexOf(0x0a));
    },
  },
};
