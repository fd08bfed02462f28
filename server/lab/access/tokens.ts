import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Authorize } from '../../stream/guard/rights.ts';
import { isSameSecret } from '../../stream/guard/secret.ts';
import { PeerError } from '../../stream/problem.ts';

/** What a token is good for: to break things as well, or to read and publish alone. */
export type Right = 'control' | 'look';

/** Name of the cookie that a page of a closed lab has. */
export const cookieName = 'transport-lab';

/** The secrets of a lab, and who has presented one. */
export class LabTokens {
  readonly control: string;
  readonly read: string;
  /** In place of the token itself, which would be good for more than this lab's cookie. */
  readonly cookie: string;

  /** Each may be `auto`, for one that is drawn. @param control '' is none @param read with one the lab is closed: nobody reads or publishes without a token */
  constructor(control: string, read: string) {
    this.control = drawn(control);
    this.read = drawn(read);
    this.cookie = createHmac('sha256', this.read).update('cookie of a reader').digest('base64url');
  }

  get isClosed(): boolean {
    return this.read !== '';
  }

  /** @returns what a token gives; `undefined` for a wrong one */
  rightOf(token: string): Right | undefined {
    // Both, so that the time does not tell which one it was nearly.
    const [isControl, isRead] = [isSameSecret(token, this.control), isSameSecret(token, this.read)];
    if (this.control !== '' && isControl) return 'control';
    return this.isClosed && isRead ? 'look' : undefined;
  }

  /** By `Authorization: Bearer` alone: no page of another site can have its visitor's browser send it. */
  rightOfHeader({ authorization }: IncomingHttpHeaders): Right | undefined {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    return token === undefined ? undefined : this.rightOf(token);
  }

  /** Whether somebody may read and publish, by header or by cookie. */
  mayRead({ headers }: IncomingMessage): boolean {
    if (!this.isClosed || this.rightOfHeader(headers)) return true;
    const cookie = cookieIn(headers.cookie);
    return cookie !== undefined && isSameSecret(cookie, this.cookie);
  }

  /** @throws PeerError `unauthorized` */
  readonly requireReader = (request: IncomingMessage): void => {
    if (!this.mayRead(request)) throw needsToken();
  };

  /** For the streams; `undefined` where everybody may. */
  get authorize(): Authorize | undefined {
    if (!this.isClosed) return undefined;
    return (request) => {
      this.requireReader(request);
      return { read: true, publish: true };
    };
  }
}

const drawn = (token: string): string => (token === 'auto' ? randomBytes(18).toString('base64url') : token);

/** What a closed lab says to strangers. */
export const needsToken = (): PeerError =>
  new PeerError(
    'unauthorized',
    'Expected the token of this lab, which was started with --read-token; got none that is right. Open the link that it printed, or send `Authorization: Bearer <token>`.',
  );

const cookieIn = (cookies: string | undefined): string | undefined => new RegExp(`(?:^|; *)${cookieName}=([^;]*)`).exec(cookies ?? '')?.[1];
