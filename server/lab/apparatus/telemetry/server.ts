import type { NextFunction, Request, Response } from 'express';
import { hostGuard } from '../../../stream/guard/host-names.ts';
import type { OriginGuard } from '../../../stream/guard/origin.ts';
import type { Host } from '../../../stream/host.ts';
import { HttpHost } from '../../../stream/http/http-host.ts';
import { PeerError } from '../../../stream/problem.ts';
import { createExpressServer } from '../../express-server.ts';
import { ListenError, listen } from '../../listen.ts';
import { reportMistake } from '../../output.ts';

/** A server for telemetry only. It keeps running during restarts of the streams. The relay forwards to one; the operator may ask for another on its own port. */
export interface TelemetryServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface TelemetryNames {
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly origin: OriginGuard;
}

/** Where a telemetry server listens. */
export interface TelemetryPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

const behindTheRelay: TelemetryPlace = { host: '127.0.0.1', port: 0 };

/** @throws ListenError */
export async function startTelemetryServer(
  { host, allowHost, origin }: TelemetryNames,
  mount: (host: Host) => void,
  place: TelemetryPlace = behindTheRelay,
): Promise<TelemetryServer> {
  const { app, server } = createExpressServer();
  // This connection bypasses the relay. Close it after each request, because the next one may be for a stream, which must not bypass it.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const http = new HttpHost(app, server, { guards: { host: hostGuard([host, ...allowHost]), origin }, onError: reportMistake });
  mount(http);
  app.use((request: Request) => {
    throw new PeerError('not-found', `Expected /telemetry; got ${request.method} ${request.path}. The lab itself is at the port that it prints.`);
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => http.answerProblem(response, error));
  const listening = await listen(server, place.host, place.port).catch((error: Error) => {
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
