import type { StreamEvents } from './options.ts';

type Type = keyof StreamEvents;

/** A listener for events of one type: a function, or an object with `handleEvent`. */
type Listener<Events, Of extends Type> = ((event: CustomEvent<StreamEvents<Events>[Of]>) => void) | EventListenerObject | null;

/** An `EventTarget` whose events, and the `detail` of each, have types. */
export interface TypedTarget<Events> extends EventTarget {
  addEventListener<Of extends Type>(type: Of, listener: Listener<Events, Of>, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Of extends Type>(type: Of, listener: Listener<Events, Of>, options?: boolean | EventListenerOptions): void;
}

/** The platform's `EventTarget` under the type above. */
export const TypedTarget = EventTarget as new <Events>() => TypedTarget<Events>;
