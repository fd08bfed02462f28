import type { Draft, EventName } from './protocol.ts';

export type { AnyEvents, EventName } from './protocol.ts';

/** What a program appends: a name of an event with the data that belongs to it. */
export type DraftOf<Events> = {
  [Name in EventName<Events>]: Omit<Draft, 'event' | 'data'> & { readonly event: Name; readonly data: Events[Name] };
}[EventName<Events>];
