import websocketServer from '../../../../server/stream/transports/websocket.ts?url';
import websocketLine from '../../../../server/stream/transports/websocket-line.ts?url';
import websocketClient from '../../../stream/transports/websocket.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, type TransportCode } from './transport-code.ts';

export const websocket: TransportCode = {
  client: { files: [clientFile('transports/websocket', websocketClient)], traced: [{ kind: 'asks', line: /new question\.WebSocket/ }, delivers] },
  server: {
    files: [serverFile('websocket', websocketServer), serverFile('websocket-line', websocketLine)],
    traced: [
      { kind: 'asked', line: /server\.handleUpgrade/ },
      { kind: 'wrote', line: /notifications: \(entries\)/ },
    ],
  },
};
