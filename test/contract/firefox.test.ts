import { afterAll, describe } from 'vitest';
import { transportNames } from '../../server/protocol.ts';
import { DrivenPlatform } from '../support/browsers/driven-platform.ts';
import { launchFirefox } from '../support/browsers/firefox.ts';
import { transportContract } from './transport-contract.ts';

describe('in a browser', () => {
  const firefox = new DrivenPlatform('Firefox', () => launchFirefox('/usr/bin/firefox-esr'));
  afterAll(() => firefox.close());
  for (const transport of transportNames) transportContract(firefox, transport);
});
