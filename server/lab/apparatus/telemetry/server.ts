import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { hostGuard } from '../../../stream/guard/host-names.ts';
import { type OriginGuard, originGuard } from '../../../stream/guard/origin.ts';
import type { Host } from '../../../stream/host.ts';
import { HttpHost } from '../../../stream/http/http-host.ts';
import { PeerError } from '../../../stream/problem.ts';
import { createExpressServer } from '../../express-server.ts';
import { ListenError, listen } from '../../listen.ts';
import { reportMistake } from '../../output.ts';

/** The way around the weather: a server of its own, which outlives the streams' restarts. */
export interface TelemetryServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface TelemetryNames {
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
}

/**
 * @param publicPort where the page comes from
 * @param mount is given the server's host, and who counts as a page of this lab
 * @throws ListenError
 */
export async function startTelemetryServer(
  { host, allowHost, allowOrigin }: TelemetryNames,
  port: number,
  publicPort: () => number,
  mount: (host: Host, origin: OriginGuard) => void,
): Promise<TelemetryServer> {
  const { app, server } = createExpressServer();
  const origin = pageGuard(allowOrigin, publicPort);
  const http = new HttpHost(app, server, { guards: { host: hostGuard([host, ...allowHost]), origin }, onError: reportMistake });
  mount(http, origin);
  app.use((request: Request) => {
    throw new PeerError('not-found', `Expected /telemetry; got ${request.method} ${request.path}. The lab itself is on port ${publicPort()}.`);
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => http.answerProblem(response, error));
  const listening = await listen(server, host, port).catch((error: Error) => {
    throw error instanceof ListenError ? new ListenError(error.message.replace('--port', '--telemetry-port')) : error;
  });
  return {
    port: listening.port,
    async close() {
      http.close();
      const closed = listening.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The page comes from another port of the same name, so that "own" is not what `Host` says here. */
function pageGuard(allowed: readonly string[], publicPort: () => number): OriginGuard {
  const ordinary = originGuard(allowed);
  return (request: IncomingMessage) => {
    const { origin, host } = request.headers;
    if (origin === undefined || !URL.canParse(origin)) return ordinary(request);
    const { protocol, hostname, port, origin: exact } = new URL(origin);
    const isPage =
      /^https?:$/.test(protocol) && exact === origin.toLowerCase() && Number(port || (protocol === 'https:' ? 443 : 80)) === publicPort();
    if (isPage && hostname === host?.replace(/:\d*$/, '').toLowerCase()) return 'own';
    const verdict = ordinary(request);
    return verdict === 'own' ? 'foreign' : verdict;
  };
}
