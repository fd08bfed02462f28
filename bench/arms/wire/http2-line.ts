import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { messageOf } from '../../../server/lab/processes/failure.ts';
import { answerSizes, type BlockSizes, type Fields, type Front, frameHead, frameTypes, requestSizes } from '../../model/index.ts';
import type { Target, Way } from '../arm.ts';
import type { Line, LineHandlers } from '../line.ts';
import type { Meter } from '../meter.ts';
import { answerText, isStream, requestFields } from './http2-text.ts';
import { openSecureSocket, type SecureSocket } from './secure-socket.ts';
import { Splitter } from './splitter.ts';
import { Tap, type Watcher } from './tap.ts';

/** Bytes that a client sends before its first frame (RFC 9113, 3.4). */
const preface = 24;

/** Counts frames by purpose. */
function frameWatcher({ wire }: Meter): Watcher {
  const counter = (way: 'Up' | 'Down', before = 0) =>
    new Splitter(
      frameHead,
      (header) => {
        const [length, type] = [header.readUIntBE(0, 3), header[3]];
        wire[`frames${way}`] += 1;
        if (type === frameTypes.data) wire[`data${way}`] += length;
        else if (type === frameTypes.headers || type === frameTypes.continuation) wire[`block${way}`] += length;
        else wire[`control${way}`] += length;
        return length;
      },
      before,
    );
  const [up, down] = [counter('Up', preface), counter('Down')];
  return {
    up(bytes) {
      wire.plainUp += bytes.byteLength;
      up.feed(bytes);
    },
    down(bytes) {
      wire.plainDown += bytes.byteLength;
      down.feed(bytes);
    },
  };
}

/**
 * HTTP/2 over TLS, for arms that speak HTTP/1.1: each request becomes a stream, and its answer becomes a head and a body again. So the arms do the
 * same on every way, and the bytes of HTTP/2 are counted below. A WebSocket becomes a stream by RFC 8441.
 */
export class Http2Line implements Line {
  readonly #meter: Meter;
  readonly #handlers: LineHandlers;
  readonly #target: Target;
  readonly #socket: SecureSocket;
  readonly #asked: BlockSizes = requestSizes();
  readonly #answered: BlockSizes | undefined;
  #session: ClientHttp2Session | undefined;
  /** The stream of an upgraded WebSocket; everything is sent on it. */
  #tunnel: ClientHttp2Stream | undefined;
  #counted = false;

  constructor(way: NonNullable<Way['tls']>, front: Front | undefined, target: Target, meter: Meter, handlers: LineHandlers, closed: () => void) {
    this.#meter = meter;
    this.#handlers = handlers;
    this.#target = target;
    this.#answered = front && answerSizes[front.name]();
    this.#socket = openSecureSocket(target, way, 'h2', meter);
    const { tls } = this.#socket;
    tls.once('secureConnect', () => tls.destroyed || this.#begin());
    tls.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#counted) meter.unconnected = error.code ?? error.message;
    });
    tls.once('close', () => {
      this.#session?.destroy();
      if (this.#counted) meter.disconnected();
      closed();
    });
  }

  send(bytes: string | Buffer): void {
    if (this.#tunnel) this.#tunnel.write(bytes, 'latin1');
    else this.#ask(typeof bytes === 'string' ? bytes : bytes.toString('latin1'));
  }

  pause(paused: boolean): void {
    if (paused) this.#socket.raw.pause();
    else this.#socket.raw.resume();
  }

  /**
   * Window updates and acknowledgements lag behind the data. A PING is answered before everything that is sent later (RFC 9113, 6.7), so its answer
   * proves that they have arrived.
   */
  settled(): Promise<void> {
    const session = this.#session;
    return new Promise((resolve) => {
      if (!session || session.destroyed) resolve();
      else session.ping(() => resolve());
    });
  }

  cut(): void {
    this.#socket.raw.resetAndDestroy();
  }

  #begin(): void {
    const tap = new Tap(this.#socket.tls, frameWatcher(this.#meter));
    const session = connect(`https://${this.#target.host}`, { createConnection: () => tap });
    this.#session = session;
    session.on('error', (error) => this.#meter.incident(messageOf(error)));
    session.once('remoteSettings', () => {
      this.#counted = true;
      this.#meter.connected();
      this.#handlers.connected(this);
    });
    session.once('close', () => this.#socket.raw.destroy());
  }

  #ask(text: string): void {
    const { fields, isTunnel } = requestFields(text);
    const session = this.#session;
    if (!session || session.destroyed) return;
    this.#meter.wire.modelBlockUp += this.#asked.next(fields);
    const stream = session.request(Object.fromEntries(fields), { endStream: !isTunnel });
    stream.once('response', (headers) => this.#headed(stream, headers, isTunnel));
    stream.on('error', (error) => this.#meter.incident(messageOf(error)));
    // In HTTP/1.1 the end of a stream ends the client's connection; so it does here.
    if (isTunnel) stream.once('close', () => this.cut());
  }

  #headed(stream: ClientHttp2Stream, headers: IncomingHttpHeaders & IncomingHttpStatusHeader, isTunnel: boolean): void {
    const fields = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    this.#meter.wire.modelBlockDown += this.#blockOf(fields);
    if (isTunnel && headers[':status'] === 200) {
      this.#tunnel = stream;
      this.#pass(Buffer.from(answerText(101, fields)));
      stream.on('data', (chunk: Buffer) => this.#pass(chunk));
    } else if (isStream(headers)) {
      this.#pass(Buffer.from(answerText(headers[':status'], fields)));
      stream.on('data', (chunk: Buffer) => this.#pass(chunk));
      stream.once('close', () => this.cut());
    } else {
      const body: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => body.push(chunk));
      stream.once('end', () => this.#pass(Buffer.concat([Buffer.from(answerText(headers[':status'], fields, byteLengthOf(body))), ...body])));
    }
  }

  #blockOf(fields: Fields): number {
    return this.#answered?.next(fields) ?? 0;
  }

  #pass(chunk: Buffer): void {
    try {
      this.#handlers.received(this, chunk);
    } catch (error) {
      this.#meter.incident(messageOf(error));
      this.cut();
    }
  }
}

const byteLengthOf = (chunks: readonly Buffer[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
