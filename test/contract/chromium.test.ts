import { afterAll, describe, inject } from 'vitest';
import { transportNames } from '../../server/protocol.ts';
import { ChromiumPlatform } from '../support/platform.ts';
import { transportContract } from './transport-contract.ts';

describe.skipIf(!inject('chromium'))('in a browser', () => {
  const chromium = new ChromiumPlatform();
  afterAll(() => chromium.close());
  for (const transport of transportNames) transportContract(chromium, transport);
});
