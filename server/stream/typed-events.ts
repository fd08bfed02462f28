import type { Draft } from './protocol.ts';

/** Where nobody has said which events there are. */
export type AnyEvents = { readonly [event: string]: Draft['data'] };

export type EventName<Events> = keyof Events & string;

/** What a program appends: a name of an event with the data that belongs to it. */
export type DraftOf<Events> = {
  [Name in EventName<Events>]: Omit<Draft, 'event' | 'data'> & { readonly event: Name; readonly data: Events[Name] };
}[EventName<Events>];
