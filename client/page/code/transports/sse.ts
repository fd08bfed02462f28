import eventFraming from '../../../../server/stream/transports/event-framing.ts?url';
import sseServer from '../../../../server/stream/transports/sse.ts?url';
import sseClient from '../../../stream/transports/sse.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, type TransportCode } from './transport-code.ts';

export const sse: TransportCode = {
  client: { files: [clientFile('transports/sse', sseClient)], traced: [{ kind: 'asks', line: /new question\.EventSource/ }, delivers] },
  server: {
    files: [serverFile('sse', sseServer), serverFile('event-framing', eventFraming)],
    traced: [
      { kind: 'asked', line: /parseQuestion\(request/ },
      { kind: 'wrote', line: /notifications: \(entries\)/ },
    ],
  },
};
