import { bareReader, headsOf } from '../../bench/model/index.ts';

const host = '127.0.0.1:35915';

export const allHeads = (reader = bareReader(host)) => ({
  polling: headsOf(reader, 'polling'),
  'long-polling': headsOf(reader, 'long-polling'),
  sse: headsOf(reader, 'sse'),
  websocket: headsOf(reader, 'websocket'),
});
