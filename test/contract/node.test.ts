import { transportNames } from '../../server/stream/protocol.ts';
import { node } from '../support/platform.ts';
import { clientRights } from './client-rights.ts';
import { transportContract } from './transport-contract.ts';

for (const transport of transportNames) {
  transportContract(node, transport);
  clientRights(node, transport);
}
