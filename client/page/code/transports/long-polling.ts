import longPollingServer from '../../../../server/stream/transports/long-polling.ts?url';
import pollLoop from '../../../stream/poll-loop.ts?url';
import longPollingClient from '../../../stream/transports/long-polling.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, pageConsole, requests, type TransportCode } from './transport-code.ts';

export const longPolling: TransportCode = {
  client: { files: [clientFile('transports/long-polling', longPollingClient), clientFile('poll-loop', pollLoop)], traced: [requests, delivers] },
  server: {
    files: [serverFile('long-polling', longPollingServer)],
    traced: [
      { kind: 'asked', line: /parked\.add\(/ },
      { kind: 'answered', line: /answerPoll\(this/ },
    ],
  },
  snippets: (root) => [
    { where: 'Terminal: waits for the next notification', code: `curl -i '${root}/stream/long-polling?after=now&hold=25'` },
    { where: pageConsole, code: `fetch('${root}/stream/long-polling?after=now&hold=25').then((response) => response.json()).then(console.log);` },
  ],
  devTools: 'Network, filter "stream/long-polling": one row is always pending. Timing shows the wait as "Waiting for server response".',
};
