/** Properties of a transport that no run measures. README, report and page use these words. Pure. */
import type { TransportName } from '../../server/stream/protocol.ts';

export interface Choice {
  /** Proxies that stop or delay it; docs/proxies.md says where that was tried. */
  readonly proxies: string;
  /** How the client sends. */
  readonly send: string;
  /** When to choose it. */
  readonly choose: string;
}

export const choices: Readonly<Record<TransportName, Choice>> = {
  polling: { proxies: 'nothing: short requests', send: 'by a request of its own', choose: 'news may be as old as the interval' },
  'long-polling': { proxies: 'time-outs below the hold', send: 'by a request of its own', choose: 'streams are cut or buffered on the way' },
  sse: { proxies: 'those that buffer answers', send: 'by a request of its own', choose: 'the server speaks, and the page listens' },
  websocket: { proxies: 'those that pass no upgrade', send: 'over the same connection', choose: 'the client sends often too' },
};
