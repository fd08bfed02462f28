import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Authorize } from '../../stream/guard/rights.ts';
import { isSameSecret } from '../../stream/guard/secret.ts';
import { PeerError } from '../../stream/problem.ts';

/** The right that a token gives: `control` of the lab, or `look` to read and publish only. */
export type Right = 'control' | 'look';

/** Name of the cookie for pages of a closed lab. */
export const cookieName = 'transport-lab';

/** The tokens of a lab, and the check of requests against them. */
export class LabTokens {
  readonly control: string;
  readonly read: string;
  /** Value of the cookie, derived from the token: a stolen cookie does not reveal the token. */
  readonly cookie: string;

  /** Either may be `auto` for a random one. @param control '' for none @param read if set, nobody reads or publishes without a token */
  constructor(control: string, read: string) {
    this.control = drawn(control);
    this.read = drawn(read);
    this.cookie = createHmac('sha256', this.read).update('cookie of a reader').digest('base64url');
  }

  get isClosed(): boolean {
    return this.read !== '';
  }

  /** @returns the right of a token; `undefined` for a wrong one */
  rightOf(token: string): Right | undefined {
    // Always compare both, so that the time reveals nothing.
    const [isControl, isRead] = [isSameSecret(token, this.control), isSameSecret(token, this.read)];
    if (this.control !== '' && isControl) return 'control';
    return this.isClosed && isRead ? 'look' : undefined;
  }

  /** Reads only `Authorization: Bearer`, which no page of another site can make a browser send. */
  rightOfHeader({ authorization }: IncomingHttpHeaders): Right | undefined {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    return token === undefined ? undefined : this.rightOf(token);
  }

  /** Whether the client may read and publish, by header or by cookie. */
  mayRead({ headers }: IncomingMessage): boolean {
    if (!this.isClosed || this.rightOfHeader(headers)) return true;
    const cookie = cookieIn(headers.cookie);
    return cookie !== undefined && isSameSecret(cookie, this.cookie);
  }

  /** @throws PeerError `unauthorized` */
  readonly requireReader = (request: IncomingMessage): void => {
    if (!this.mayRead(request)) throw needsToken();
  };

  /** The option `authorize` of the streams; `undefined` for an open lab. */
  get authorize(): Authorize | undefined {
    if (!this.isClosed) return undefined;
    return (request) => {
      this.requireReader(request);
      return { read: true, publish: true };
    };
  }
}

const drawn = (token: string): string => (token === 'auto' ? randomBytes(18).toString('base64url') : token);

/** The refusal of a closed lab. */
export const needsToken = (): PeerError =>
  new PeerError(
    'unauthorized',
    'Expected the token of this lab, which was started with --read-token; got none that is right. Open the link that it printed, or send `Authorization: Bearer <token>`.',
  );

const cookieIn = (cookies: string | undefined): string | undefined => new RegExp(`(?:^|; *)${cookieName}=([^;]*)`).exec(cookies ?? '')?.[1];
