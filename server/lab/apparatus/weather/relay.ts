import type { Socket } from 'node:net';
import type { ConnectionStats, Direction } from './conditions.ts';
import { Farewell } from './farewell.ts';
import { HttpMessages } from './http-messages.ts';
import { Line } from './line.ts';
import type { RelayState } from './relay-state.ts';
import { Side } from './side.ts';
import { SilenceWatch } from './silence-watch.ts';
import { unavailable } from './unavailable.ts';
import { WithheldBytes } from './withheld-bytes.ts';

/** A client, the server behind it, and the two lines between them. */
export class RelayedConnection {
  readonly #number: number;
  readonly #sockets: Readonly<Record<Direction, Socket>>;
  readonly #state: RelayState;
  readonly #sides: Readonly<Record<Direction, Side>>;
  readonly #withheld = new WithheldBytes();
  readonly #silence: SilenceWatch;
  /** Whether frames of it were dropped. */
  #swallowed = false;
  #closed = false;
  readonly #farewells: Readonly<Record<Direction, Farewell>>;
  #ending: NodeJS.Timeout | undefined;
  readonly #gone: () => void;

  /** @param gone called once, when both sockets have gone or the client was taken over */
  constructor(number: number, client: Socket, server: Socket, state: RelayState, gone: () => void) {
    this.#gone = gone;
    this.#number = number;
    this.#sockets = { up: client, down: server };
    this.#state = state;
    this.#silence = new SilenceWatch(state, () => this.end());
    const line = (source: Socket, target: Socket) => new Line(source, target, state.deadlines, state.random);
    const answers = new HttpMessages('response');
    this.#sides = { up: new Side(line(client, server), new HttpMessages('request', answers)), down: new Side(line(server, client), answers) };
    const ends = { destroy: this.#destroy, cut: () => this.cut() };
    const farewell = (direction: Direction) => new Farewell(this.#sides[direction].line, direction, state.patience, ends);
    this.#farewells = { up: farewell('up'), down: farewell('down') };
    this.#read('up');
    this.#read('down');
    this.hold();
    this.#silence.adapt();
    let open = 2;
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.once('close', () => {
        open -= 1;
        if (open > 0) return;
        for (const farewell of Object.values(this.#farewells)) farewell.clear();
        clearTimeout(this.#ending);
        gone();
      });
    }
  }

  get stats(): ConnectionStats {
    const { up, down } = this.#sides;
    return { number: this.#number, up: up.count, down: down.count, queued: { up: up.line.queued, down: down.line.queued + this.#withheld.length } };
  }

  get mostQueued(): number {
    return Math.max(this.#sides.up.line.mostQueued, this.#sides.down.line.mostQueued);
  }

  /** Applies a change of the held directions. */
  hold(): void {
    for (const direction of ['up', 'down'] as const) this.#sides[direction].line.hold(this.#state.held(direction));
  }

  /** Takes the bytes that the client had sent before its destination was known. */
  begin(first: Buffer): void {
    if (first.byteLength > 0) this.#take('up', first);
  }

  /** Applies changed conditions. */
  adapt(): void {
    this.#silence.adapt();
    if (this.#state.conditions.buffering === 0) this.#release();
    // With bytes missing, the client would misread all that follows.
    if (this.#swallowed && !this.#state.conditions.swallowFrames) this.cut();
  }

  /** RST to both. */
  cut(): void {
    this.#close((socket) => socket.resetAndDestroy());
  }

  /** Sends FIN to both; bytes in transit are lost, and later ones are not read. */
  end(): void {
    this.#close((socket) => socket.end(() => socket.destroy()));
    // A side that does not read would never reach the end.
    this.#ending ??= setTimeout(this.#destroy, this.#state.patience.linger);
  }

  readonly #destroy = (): void => this.#close((socket) => socket.destroy());

  #close(how: (socket: Socket) => void): void {
    this.#rest();
    for (const socket of Object.values(this.#sockets)) how(socket);
  }

  /** Discards what still comes. */
  #rest(): void {
    this.#closed = true;
    this.#silence.stop();
    for (const direction of ['up', 'down'] as const) {
      this.#sides[direction].line.close();
      this.#farewells[direction].clear();
    }
  }

  /** Whether all requests are answered and nothing is in transit. A proxy may send any request next. */
  get #isIdle(): boolean {
    const { up, down } = this.#sides;
    const between = up.messages.complete && down.messages.complete && up.messages.count === down.messages.count;
    return between && up.line.queued + down.line.queued + this.#withheld.length === 0;
  }

  /** The client goes on elsewhere. */
  #leave(): void {
    this.#rest();
    this.#sockets.down.destroy();
    this.#gone();
  }

  #read(direction: Direction): void {
    const source = this.#sockets[direction];
    source.on('data', (bytes: Buffer) => this.#take(direction, bytes));
    source.once('end', () => this.#finish(direction, 'end'));
    source.on('error', () => this.#finish(direction, 'reset'));
    // A socket that went without an end or an error was destroyed here.
    source.once('close', () => this.#closed || this.#finish(direction, 'end'));
  }

  #take(direction: Direction, bytes: Buffer): void {
    if (this.#closed) return;
    if (direction === 'up' && this.#isIdle && this.#state.takeOver(this.#sockets.up, bytes)) {
      this.#leave();
      return;
    }
    this.#silence.heard();
    const side = this.#sides[direction];
    const fresh = side.messages.complete;
    const wasTunnel = side.messages.tunnel;
    const { heads, begun, upgradedAt } = side.read(bytes);
    if (direction === 'up' && begun > 0) this.#state.count('requests', begun);
    if (upgradedAt !== undefined) this.#sides.up.messages.upgrade();
    if (direction === 'up' && this.#state.unavailable && fresh && heads > 0) this.#refuse();
    else this.#pass(direction, this.#state.conditions.swallowFrames ? this.#handshakeOnly(direction, bytes, wasTunnel, upgradedAt) : bytes);
  }

  /** The part of a chunk that may pass while frames are dropped. */
  #handshakeOnly(direction: Direction, bytes: Buffer, wasTunnel: boolean, upgradedAt: number | undefined): Buffer {
    const isTunnel = wasTunnel && this.#sides[direction].heads > 0;
    const passing = upgradedAt ?? (isTunnel ? 0 : bytes.byteLength);
    if (passing < bytes.byteLength) this.#swallowed = true;
    return bytes.subarray(0, passing);
  }

  #pass(direction: Direction, bytes: Buffer): void {
    const { conditions } = this.#state;
    const { messages } = this.#sides[direction];
    const buffers = direction === 'down' && conditions.buffering > 0 && !messages.tunnel;
    if (direction === 'up' || (!buffers && this.#withheld.length === 0)) {
      this.#push(direction, bytes);
      return;
    }
    this.#withheld.add(bytes);
    if (!buffers || messages.complete || this.#withheld.length >= conditions.buffering) this.#release();
  }

  #push(direction: Direction, bytes: Buffer): void {
    if (bytes.byteLength === 0) return;
    this.#sides[direction].line.push(bytes, this.#state.conditions, this.#state.lineLimit);
    this.#farewells[direction].watch();
  }

  /** Forwards the bytes that were held back by buffering. */
  #release(): void {
    this.#push('down', this.#withheld.take());
  }

  #refuse(): void {
    this.#state.count('refused', 1);
    this.#sides.up.line.close();
    this.#sockets.down.destroy();
    this.#push('down', unavailable);
    this.#sides.down.line.finish('end', this.#state.conditions);
  }

  #finish(direction: Direction, how: 'end' | 'reset'): void {
    if (this.#closed) return;
    if (direction === 'down') this.#release();
    this.#sides[direction].line.finish(how, this.#state.conditions);
    this.#farewells[direction].begin();
  }
}
