import { afterAll, describe } from 'vitest';
import { transportNames } from '../../server/protocol.ts';
import { DrivenPlatform } from '../support/browsers/driven-platform.ts';
import { launchWebKit } from '../support/browsers/webkit.ts';
import { transportContract } from './transport-contract.ts';

describe('in a browser', () => {
  const webkit = new DrivenPlatform('WebKit', () => launchWebKit({ driver: '/usr/bin/WebKitWebDriver', browser: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser' }));
  afterAll(() => webkit.close());
  for (const transport of transportNames) transportContract(webkit, transport);
});
