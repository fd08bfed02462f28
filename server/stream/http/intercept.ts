import type { Server } from 'node:http';
import type { Stop } from '../log/notification-log.ts';

/** Gets the arguments of an event before its listeners. @returns true to keep the event from them */
type Hearer = (...values: never[]) => boolean;

type Emit = (this: Server, name: string | symbol, ...values: unknown[]) => boolean;

/**
 * Gets events of a server before all its listeners, even those that are added later or prepended, by wrapping `emit`. There is no other way: every `upgrade` listener gets all upgrades,
 * and two that answer the same one would write into each other's stream.
 * @returns a function that restores `emit`; if another wrapper has replaced it meanwhile, all events pass through from then on
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
