import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../../stream/guard/host-names.ts';
import { PeerError } from '../../stream/problem.ts';
import type { Config } from '../config.ts';
import { forwardedBy } from '../forwarded.ts';
import type { LabTokens } from './tokens.ts';

/**
 * Checks access to health details such as `/metrics`: on loopback everybody who may read, elsewhere only clients with a token.
 * @returns a function that throws a PeerError `unauthorized` for all others
 */
export function operatorOf({ host, trustProxy }: Config, tokens: LabTokens): (request: IncomingMessage) => void {
  const forwarded = forwardedBy(trustProxy);
  const isOwn = (request: IncomingMessage) => {
    const name = forwarded(request).host ?? request.headers.host ?? 'localhost';
    return isLoopbackName(host) && isLoopbackName(name.replace(/:\d*$/, ''));
  };
  return (request) => {
    if (tokens.rightOfHeader(request.headers) || (isOwn(request) && tokens.mayRead(request))) return;
    throw new PeerError(
      'unauthorized',
      'Expected the token of this lab, which others than this machine reach; got none that is right. Send `Authorization: Bearer <token>`, and start the lab with --token if it has none.',
    );
  };
}
