import { Duplex } from 'node:stream';

/** Sees the bytes that pass. */
export interface Watcher {
  up(bytes: Buffer): void;
  down(bytes: Buffer): void;
}

/** Passes bytes on unchanged and shows them to watchers: between a socket and TLS, or between TLS and HTTP/2. */
export class Tap extends Duplex {
  readonly #inner: Duplex;
  readonly #watcher: Watcher;

  constructor(inner: Duplex, watcher: Watcher) {
    super();
    this.#inner = inner;
    this.#watcher = watcher;
    inner.on('data', (bytes: Buffer) => {
      watcher.down(bytes);
      if (!this.push(bytes)) inner.pause();
    });
    inner.once('end', () => this.push(null));
    inner.once('error', (error) => this.destroy(error));
    inner.once('close', () => this.destroy());
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#watcher.up(bytes);
    this.#inner.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
