import pollingServer from '../../../../server/stream/transports/polling.ts?url';
import pollLoop from '../../../stream/poll-loop.ts?url';
import pollingClient from '../../../stream/transports/polling.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, requests, type TransportCode } from './transport-code.ts';

export const polling: TransportCode = {
  client: { files: [clientFile('transports/polling', pollingClient), clientFile('poll-loop', pollLoop)], traced: [requests, delivers] },
  server: {
    files: [serverFile('polling', pollingServer)],
    traced: [
      { kind: 'asked', line: /parsePollQuestion\(request/ },
      { kind: 'answered', line: /answerPoll\(response/ },
    ],
  },
};
