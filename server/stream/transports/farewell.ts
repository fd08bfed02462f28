import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A client whose stream has ended, and that may still have to read the rest of it. */
export interface Farewell {
  /** Resolves when the client has read it or has gone. */
  readonly taken: Promise<unknown>;
  /** Cuts the connection. */
  cut(): void;
}

/** For a stream, whose connection ends with it. */
export const farewellOf = (socket: Duplex): Farewell => ({
  taken: socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve)),
  cut: () => socket.destroy(),
});

/** For a poll, whose connection stays open. */
export const farewellOfAnswer = (response: ServerResponse): Farewell => ({
  taken:
    response.writableFinished || response.destroyed
      ? Promise.resolve()
      : new Promise((resolve) => {
          response.once('finish', resolve).once('close', resolve);
        }),
  cut: () => response.destroy(),
});

/** Resolves when all of them are over. @param grace milliseconds after which the rest is cut */
export async function taken(farewells: readonly Farewell[], grace: number): Promise<void> {
  if (farewells.length === 0) return;
  const cutting = setTimeout(() => {
    for (const farewell of farewells) farewell.cut();
  }, grace);
  await Promise.all(farewells.map((farewell) => farewell.taken));
  clearTimeout(cutting);
}
