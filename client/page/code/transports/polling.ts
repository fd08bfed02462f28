import pollingServer from '../../../../server/stream/transports/polling.ts?url';
import pollLoop from '../../../stream/poll-loop.ts?url';
import pollingClient from '../../../stream/transports/polling.ts?url';
import { clientFile, serverFile } from '../source-file.ts';
import { delivers, pageConsole, requests, type TransportCode } from './transport-code.ts';

export const polling: TransportCode = {
  client: { files: [clientFile('transports/polling', pollingClient), clientFile('poll-loop', pollLoop)], traced: [requests, delivers] },
  server: {
    files: [serverFile('polling', pollingServer)],
    traced: [
      { kind: 'asked', line: /parseQuestion\(request/ },
      { kind: 'answered', line: /answerPoll\(response/ },
    ],
  },
  snippets: (root) => [
    { where: 'Terminal: everything that is retained, at once', code: `curl -i '${root}/stream/polling?after=earliest'` },
    { where: pageConsole, code: `fetch('${root}/stream/polling?after=earliest').then((response) => response.json()).then(console.log);` },
  ],
  devTools: 'Network, filter "stream/polling": one row per request. The Size column includes headers that no script can see.',
};
