import type { Draft, EventName } from './protocol.ts';

export type { AnyEvents, EventName } from './protocol.ts';

/** A draft of one of these events; its `event` determines the type of its `data`. */
export type DraftOf<Events> = {
  [Name in EventName<Events>]: Omit<Draft, 'event' | 'data'> & { readonly event: Name; readonly data: Events[Name] };
}[EventName<Events>];
