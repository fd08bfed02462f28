import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Somebody who has been told that it is over, and may still have to read that. */
export interface Farewell {
  /** Resolves once he has it, or has gone. */
  readonly taken: Promise<unknown>;
  /** Does not wait for him any more. */
  cut(): void;
}

/** Of a connection that carried a stream, and ends with it. */
export const farewellOf = (socket: Duplex): Farewell => ({
  taken: socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve)),
  cut: () => socket.destroy(),
});

/** Of a question that was answered, on a connection that stays. */
export const farewellOfAnswer = (response: ServerResponse): Farewell => ({
  taken:
    response.writableFinished || response.destroyed
      ? Promise.resolve()
      : new Promise((resolve) => {
          response.once('finish', resolve).once('close', resolve);
        }),
  cut: () => response.destroy(),
});

/** Resolves when all of them are over. @param grace milliseconds, after which the rest is cut */
export async function taken(farewells: readonly Farewell[], grace: number): Promise<void> {
  if (farewells.length === 0) return;
  const cutting = setTimeout(() => {
    for (const farewell of farewells) farewell.cut();
  }, grace);
  await Promise.all(farewells.map((farewell) => farewell.taken));
  clearTimeout(cutting);
}
