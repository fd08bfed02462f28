/** The one run of this page. Parts of the page import it from here; its own parts do not know it and get their dependencies as arguments. */
import type { Json } from '../../server/stream/protocol.ts';
import type { NotificationStream } from '../stream/index.ts';
import { wrap } from './handicaps/wrap.ts';
import { labUrl } from './lab-url.ts';
import { SingleStream } from './one/single-stream.ts';
import type { Lane } from './race/lane.ts';
import { Race } from './race/race.ts';
import { RaceSummaries } from './race/summaries.ts';
import { learnRefusal } from './refusal.ts';
import { settings } from './settings/store.ts';
import { activeFaults } from './telemetry/active-faults.ts';
import { pageNow, serverNow } from './telemetry/clock.ts';
import { labState, tab } from './telemetry/telemetry.ts';

/** A run of this page: the same lab, clocks and settings, a recording of its own. */
export const createRace = (): Race =>
  new Race({
    lab: labUrl(''),
    tab,
    browser: globalThis,
    pageNow,
    serverNow,
    streamOptions: () => ({ interval: settings.peek().pollInterval, hold: settings.peek().hold }),
    handicap: wrap,
    handshakeFailed: () => void learnRefusal(),
  });

export const race = createRace();

export const { recording, paused } = race;
export const { track, heat } = recording;

/** The stream of the page with one. */
export const one = new SingleStream(race, settings.peek().transport);

export const raceSummaries = new RaceSummaries({
  race,
  pageNow,
  serverNow,
  conditions: () => settings.peek(),
  broken: () => activeFaults(labState.peek()),
});

export const { current: summaries, roundTrip } = raceSummaries;

/**
 * Publishes over the stream that is shown.
 * @returns the id that the notification was given
 * @throws Failure
 */
export async function publish(type: 'publish' | 'broadcast', event: string, data: Json): Promise<string> {
  const stream = settings.peek().mode === 'one' ? one.stream : race.publisher?.stream;
  if (!stream) throw new Error('No stream is open: start a lane first.');
  const { id } = await stream[type](event, data);
  return id ?? '';
}

declare global {
  /** For tests and for curious people at the console: the stream of the page with one, and those that race. */
  var lab: { readonly stream: NotificationStream; readonly lanes: ReadonlySet<Lane> };
}
globalThis.lab = {
  get stream() {
    return one.stream;
  },
  lanes: race.lanes,
};
