import type { Server } from 'node:http';
import type { Stop } from '../log/notification-log.ts';

/** Is given what the listeners of an event would be given. @returns true to keep it from them */
type Hearer = (...values: never[]) => boolean;

type Emit = (this: Server, name: string | symbol, ...values: unknown[]) => boolean;

/**
 * Hears events of a server before all its listeners, also those that are added later or put first. An emitter has no other place for that: whoever listens for upgrades
 * gets all of them, and two who answer the same one write into each other's stream.
 * @returns what gives the server its own `emit` back; where somebody has wrapped it meanwhile, all events pass from then on
 */
export function intercept(server: Server, hearers: Readonly<Record<string, Hearer>>): Stop {
  const former = server.emit as Emit;
  const wasItsOwn = Object.hasOwn(server, 'emit');
  const heard = new Map<string | symbol, Hearer>(Object.entries(hearers));
  const emit: Emit = function (name, ...values) {
    const hear = heard.get(name);
    return hear?.(...(values as never[])) || former.call(this, name, ...values);
  };
  server.emit = emit;
  return () => {
    heard.clear();
    if (server.emit !== emit) return;
    if (wasItsOwn) server.emit = former;
    else Reflect.deleteProperty(server, 'emit');
  };
}
