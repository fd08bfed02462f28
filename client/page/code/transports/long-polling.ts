import longPollingServer from '../../../../server/stream/transports/long-polling.ts?url';
import pollLoop from '../../../stream/poll-loop.ts?url';
import longPollingClient from '../../../stream/transports/long-polling.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, requests, type TransportCode } from './transport-code.ts';

export const longPolling: TransportCode = {
  client: { files: [clientFile('transports/long-polling', longPollingClient), clientFile('poll-loop', pollLoop)], traced: [requests, delivers] },
  server: {
    files: [serverFile('long-polling', longPollingServer)],
    traced: [
      { kind: 'asked', line: /fanOut\.follow\(/ },
      { kind: 'answered', line: /answerPoll\(this/ },
    ],
  },
};
