/** What lasts: written down once a second while it does, so that who looks back a few seconds finds it. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import { serverNow } from '../telemetry/clock.ts';
import { note } from './track.ts';

/** Milliseconds. */
const pace = 1_000;

interface Lasting {
  readonly kind: 'silent' | 'idle';
  /** `undefined` is all lanes. */
  readonly lane: TransportName | undefined;
  readonly since: number;
}

const all = new Map<string, Lasting>();

function write({ kind, lane, since }: Lasting): void {
  const at = serverNow();
  note({ kind, lane, at, took: at - since });
}

setInterval(() => all.forEach(write), pace);

/** @param now whether it lasts at present @returns since when it lasted, if this is its end; epoch milliseconds of the server's clock */
export function lasts(kind: Lasting['kind'], lane: TransportName | undefined, now: boolean): number | undefined {
  const key = `${kind} ${lane}`;
  const known = all.get(key);
  if (now && !known) {
    const begun = { kind, lane, since: serverNow() };
    all.set(key, begun);
    write(begun);
  }
  if (now || !all.delete(key)) return undefined;
  return known?.since;
}
