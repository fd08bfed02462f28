import type { LessonId } from '../../server/lab/door-paths.ts';
import type { Mutation } from '../mutations/list.ts';

/**
 * For each lesson one change to the code that removes the effect which the lesson shows. The test that plays the lesson then fails in the named round; `said` is its message when
 * that was tried. They are not in the list of `npm run mutations`, which breaks code that tests without a browser cover.
 */
export const lessonMutations: Readonly<Record<LessonId, Mutation & { readonly round: string; readonly said: string }>> = {
  'how-late': {
    what: 'the interval is not doubled',
    round: 'double',
    file: 'client/page/lessons/how-late.ts',
    from: 'rate: 10, pollInterval: 2_000',
    to: 'rate: 10, pollInterval: 1_000',
    said: 'ratio is 1.00, expected from 1.25 to 2.7',
  },
  'nothing-costs': {
    what: 'there is no cookie',
    round: 'cookie',
    file: 'client/page/lessons/nothing-costs.ts',
    from: 'set: { ...idle, cookie: 2_000 }',
    to: 'set: idle',
    said: 'times is 0.98, expected from 1.5 to 8',
  },
  'who-is-fastest': {
    what: 'there is no distance',
    round: 'far',
    file: 'server/lab/apparatus/weather/pacer.ts',
    from: 'this.#freeAt + rtt / 2 + (jitter',
    to: 'this.#freeAt + 0 * rtt + (jitter',
    said: 'sse is 17.99, expected from 150 to 400',
  },
  'between-two-polls': {
    what: 'the long poll has its cursor',
    round: 'near',
    file: 'client/page/handicaps/handicaps.ts',
    from: "url.searchParams.set('after', 'now');",
    to: '',
    said: 'a bet that is wrong is right',
  },
  'pull-the-plug': {
    what: 'the websocket says where it was',
    round: 'replay',
    file: 'client/page/handicaps/handicaps.ts',
    from: "if (without.includes('resume')) url.searchParams.delete('after');",
    to: '',
    said: 'lost is 0, expected from 3 to 100',
  },
  'seven-tabs': {
    what: 'the seven streams are websockets',
    round: 'eight',
    file: 'client/page/lessons/seven-tabs.ts',
    from: "count: 7, of: 'sse'",
    to: "count: 7, of: 'websocket'",
    said: 'open is 8, expected from 6 to 6',
  },
  'silent-line': {
    what: 'the heartbeat is one that the page hears',
    round: 'comments',
    file: 'client/page/lessons/silent-line.ts',
    from: "serve: { heartbeat }, naive: { sse: 'comments?every=1' }",
    to: 'serve: { heartbeat }',
    said: 'sse is 1, expected from 0 to 0',
  },
  'somebody-buffers': {
    what: 'the compressor is flushed',
    round: 'compressed',
    file: 'server/lab/apparatus/naive/compressed.ts',
    from: "...(change === '1' && { wrote: () => compressed.flush() }),",
    to: 'wrote: () => compressed.flush(),',
    said: 'sse is 17, expected from 0 to 0',
  },
  'slow-reader': {
    what: 'the queue of a reader has an end',
    round: 'queue',
    file: 'server/lab/apparatus/naive/policies.ts',
    from: 'queue: Number.POSITIVE_INFINITY',
    to: 'queue: 100',
    said: 'naive is 3209082, expected from 6000000 to 52800000',
  },
  herd: {
    what: 'all draw the same lot',
    round: 'jitter',
    file: 'bench/processes/bots-main.ts',
    from: 'retryOf(habits ?? wanted, attempt, Math.random)',
    to: 'retryOf(habits ?? wanted, attempt, () => 0.5)',
    said: 'peak is 300, expected from 37.2 to 93',
  },
  'hidden-tab': {
    what: 'the page rests while it is hidden',
    round: 'polls',
    file: 'client/page/lessons/bonus/hidden-tab.ts',
    from: "rate: 5, pollInterval: 200, hidden: 'run'",
    to: "rate: 5, pollInterval: 200, hidden: 'pause'",
    said: 'polls is 8.1, expected from 40 to 80',
  },
  'who-are-you': {
    what: 'a ticket is good more than once',
    round: 'ticket',
    file: 'server/stream/guard/tickets.ts',
    from: 'const ticket = this.#tickets.get(key);\n    this.#tickets.delete(key);',
    to: 'const ticket = this.#tickets.get(key);',
    said: 'second is 1, expected from 0 to 0',
  },
  'fooled-by-a-benchmark': {
    what: 'the client that waits asks by the clock',
    round: 'omission',
    file: 'client/page/learn/probe.ts',
    from: 'await ask();',
    to: 'void ask();',
    said: 'closed is 0.54, expected from 0.002 to 0.2',
  },
};
