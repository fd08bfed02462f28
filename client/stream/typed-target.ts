import type { StreamEvents } from './options.ts';

type Type = keyof StreamEvents;

/** What is called with an event of that type: a function, or an object with one. */
type Listener<Events, Of extends Type> = ((event: CustomEvent<StreamEvents<Events>[Of]>) => void) | EventListenerObject | null;

/** An `EventTarget` that knows its events, and the `detail` of each. */
export interface TypedTarget<Events> extends EventTarget {
  addEventListener<Of extends Type>(type: Of, listener: Listener<Events, Of>, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Of extends Type>(type: Of, listener: Listener<Events, Of>, options?: boolean | EventListenerOptions): void;
}

/** The platform's own, by its typed name. */
export const TypedTarget = EventTarget as new <Events>() => TypedTarget<Events>;
