import { transportNames } from '../../server/stream/protocol.ts';
import { describeInBrowser } from '../support/browsers/in-browser.ts';
import type { BrowserName } from '../support/browsers/provide.ts';
import { clientListenersIn } from './client-listeners.ts';
import { clientRights } from './client-rights.ts';
import { transportContract } from './transport-contract.ts';

/** The whole contract, with the client in a browser. */
export const contractIn = (name: BrowserName): Promise<void> =>
  describeInBrowser(name, 'in a browser', (platform) => {
    for (const transport of transportNames) {
      transportContract(platform, transport);
      clientRights(platform, transport);
    }
    clientListenersIn(platform);
  });
