/** One broken place in the code: `from` occurs once in `file`, and with `to` in its place the code compiles. */
export interface Mutation {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Test files, one of which has to fail. @default those of the streams in Node, the fast ones first */
  readonly by?: readonly string[];
}

const wirePolls = 'test/server/wire-polls.test.ts';
const reader = 'test/delivery/reader.test.ts';
const window = 'test/log/window.test.ts';

export const mutations: readonly Mutation[] = [
  {
    what: 'a connection that polls is refused while the event loop is late',
    file: 'server/stream/guard/admission.ts',
    from: 'if (isPoll && this.#polling.has(socket)) return;',
    to: '',
    by: ['test/server/shedding.test.ts'],
  },
  {
    what: 'a cursor that has just been trimmed counts as continuable',
    file: 'server/stream/log/window.ts',
    from: 'found.position < beginning)',
    to: 'found.position < beginning - 1)',
    by: [window],
  },
  {
    what: 'a run that was cut by its limit skips one notification',
    file: 'server/stream/log/window.ts',
    from: 'to: next - 1, more',
    to: 'to: next, more',
    by: [window],
  },
  {
    what: 'two filters that look alike share one key',
    file: 'server/stream/log/filter.ts',
    from: 'JSON.stringify(names)',
    to: 'String(names)',
    by: [window],
  },
  {
    what: 'a reader gets the head instead of its own cursor',
    file: 'server/stream/delivery/reader.ts',
    from: 'return this.#delivery.window.cursor(this.#seq)',
    to: 'return this.#delivery.window.cursor(this.#delivery.window.head)',
    by: [reader],
  },
  {
    what: 'the server writes to a socket that waits for `drain`',
    file: 'server/stream/delivery/reader.ts',
    from: 'if (this.waiting || this.#seq',
    to: 'if (this.#seq',
    by: [reader],
  },
  {
    what: 'a batch that was cut is not continued',
    file: 'server/stream/delivery/fan-out.ts',
    from: 'if (follower.advance(now)) this.#dirty = true',
    to: 'follower.advance(now)',
    by: [reader],
  },
  {
    what: 'the memo ignores the filter',
    file: 'server/stream/delivery/memo.ts',
    from: 'this.#values.get(filter)?.get(seq)',
    to: '[...this.#values.values()].find((places) => places.has(seq))?.get(seq)',
    by: [wirePolls],
  },
  {
    what: 'the push transports send no gap',
    file: 'server/stream/delivery/reader.ts',
    from: 'place.gap ? Buffer.concat([hello, framing.gap(place.gap)]) : hello',
    to: 'hello',
  },
  {
    what: 'a held poll is not answered before its cursor leaves the window',
    file: 'server/stream/transports/long-polling.ts',
    from: '* 2 < log.window.capacity',
    to: '* 2 < Number.POSITIVE_INFINITY',
    by: [wirePolls],
  },
  {
    what: 'the hello of SSE has the id of the cursor although a gap follows',
    file: 'server/stream/transports/event-framing.ts',
    from: "gapFollows ? '' : ",
    to: '',
  },
  {
    what: 'the client moves its cursor after the listener has run',
    file: 'client/stream/position.ts',
    from: 'if (forward) this.#at(cursor);',
    to: 'if (forward) queueMicrotask(() => this.#at(cursor));',
  },
  {
    what: 'the client polls again with the previous cursor',
    file: 'client/stream/poll-loop.ts',
    from: 'after = answer?.cursor ?? after;',
    to: '',
  },
  {
    what: 'the client does not send its cursor if the platform opens the connection',
    file: 'client/stream/line.ts',
    from: 'streamUrl(question, name, question.after)',
    to: 'streamUrl(question, name, undefined)',
  },
  {
    what: 'the client retries endlessly with refused rights',
    file: 'client/stream/fallback.ts',
    from: 'return !up && !blind;',
    to: 'return false;',
  },
  {
    what: 'the browser reconnects with a used ticket',
    file: 'client/stream/transports/sse.ts',
    from: 'greeted && !question.ticket &&',
    to: 'greeted &&',
  },
  {
    what: 'the client reads from a transport that it has left',
    file: 'client/stream/line.ts',
    from: 'return !this.#left;',
    to: 'return true;',
  },
  {
    what: 'a reader can subscribe to a forbidden event',
    file: 'server/stream/guard/grant.ts',
    from: 'if (!read.includes(event)) throw',
    to: "if (!read.includes(event) && event === '') throw",
  },
  {
    what: 'the right to publish an event includes the right to broadcast it',
    file: 'server/stream/guard/grant.ts',
    from: "if (type === 'broadcast' || broadcast === true)",
    to: 'if (broadcast === true)',
  },
  {
    what: 'readers without the right get broadcasts',
    file: 'server/stream/log/filter.ts',
    from: 'broadcast ? this.#broadcasts :',
    to: 'broadcast ? true :',
  },
  {
    what: 'a ticket can be used more than once',
    file: 'server/stream/guard/tickets.ts',
    from: 'const ticket = this.#tickets.get(key);\n    this.#tickets.delete(key);',
    to: 'const ticket = this.#tickets.get(key);',
  },
  { what: 'a revoked reader reads on', file: 'server/stream/guard/open-streams.ts', from: 'for (const end of ends) end();', to: '' },
  {
    what: 'a queued stream goes on after its rights have ended',
    file: 'server/stream/transports/sse.ts',
    from: 'else if (!hasRights) line.expire();',
    to: '',
  },
  {
    what: 'a peer that has disconnected is served once authorize has answered',
    file: 'server/stream/guard/admission.ts',
    from: 'if (request.socket.destroyed) return;',
    to: '',
  },
  {
    what: 'one stream more than the limit is accepted',
    file: 'server/stream/guard/admission.ts',
    from: 'followers() >= limits.streams)',
    to: 'followers() > limits.streams)',
    by: ['test/server/limits.test.ts'],
  },
  {
    what: 'a user has one stream more than the limit',
    file: 'server/stream/guard/admission.ts',
    from: 'this.open.count(who) < streamsPerUser)',
    to: 'this.open.count(who) <= streamsPerUser)',
    by: ['test/server/limits.test.ts'],
  },
  {
    what: 'an observer is called twice when a stream closes',
    file: 'server/stream/delivery/reader.ts',
    from: 'if (fanOut.leave(this)) meter?.closed(reason)',
    to: 'fanOut.leave(this);\n    meter?.closed(reason)',
    by: ['test/server/observing.test.ts'],
  },
  {
    what: 'the base of a Router counts from its mount path',
    file: 'server/stream/http/http-host.ts',
    from: 'originalUrl ?? url',
    to: 'url ?? originalUrl',
    by: ['test/server/attach-everywhere.test.ts'],
  },
];
