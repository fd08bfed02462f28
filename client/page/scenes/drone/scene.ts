import { droneEvents, type Flight } from '../../../../server/lab/scenes/drone/messages.ts';
import type { Json } from '../../../stream/index.ts';
import { fieldsOf, lastOf, me, numberOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

/** How a command is sent. */
export const uplinks = ['WebSocket', 'POST'] as const;
export type Uplink = (typeof uplinks)[number];

export interface DroneView {
  /** `undefined` before the first flight. */
  readonly flight: Flight | undefined;
  /** The newest unanswered command: its id, and when it was sent. */
  readonly sent: { readonly id: string; readonly at: number; readonly by: Uplink | undefined } | undefined;
  /** Milliseconds from sending a command to the first state that confirms it. */
  readonly roundTrip: number | undefined;
  /** The newest ones of each uplink. */
  readonly roundTrips: Readonly<Record<Uplink, readonly number[]>>;
  /** States received. */
  readonly count: number;
  readonly refused: string | undefined;
}

/** The median is taken of this many round trips. */
const kept = 100;

function flightOf(data: Json): Flight | undefined {
  const { x, y, height, heading, battery } = fieldsOf(data);
  const numbers = [x, y, height, heading, battery].map(numberOf);
  if (numbers.includes(undefined)) return undefined;
  const [east = 0, north = 0, above = 0, turned = 0, charge = 0] = numbers;
  return { x: east, y: north, height: above, heading: turned, battery: charge };
}

function answered(state: DroneView, { by }: NonNullable<DroneView['sent']>, roundTrip: number): DroneView {
  const roundTrips = by ? { ...state.roundTrips, [by]: lastOf(state.roundTrips[by], roundTrip, kept) } : state.roundTrips;
  return { ...state, roundTrip, roundTrips, sent: undefined };
}

export const drone: SceneLogic<DroneView> = {
  name: 'drone',
  title: 'Drone',
  about:
    'Commands go up, and the drone says where it is ten times a second. The dashed ghost is the newest place that any stream knows. Compare the round trips of POST and WebSocket.',
  start: { flight: undefined, sent: undefined, roundTrip: undefined, roundTrips: { WebSocket: [], POST: [] }, count: 0, refused: undefined },
  fold(state, { id, event, data }, at) {
    const fields = fieldsOf(data);
    // Each page has its own drone.
    if (fields.drone !== me) return state;
    if (event === droneEvents.command) {
      const by = uplinks.find((one) => one === fields.by);
      return { ...state, sent: { id, at: numberOf(fields.sent) ?? at, by }, refused: undefined };
    }
    if (event === droneEvents.refused) return { ...state, refused: textOf(fields.message) };
    const flight = event === droneEvents.state ? flightOf(data) : undefined;
    if (!flight) return state;
    const flown = { ...state, flight, count: state.count + 1 };
    return state.sent && fields.answers === state.sent.id ? answered(flown, state.sent, at - state.sent.at) : flown;
  },
};
