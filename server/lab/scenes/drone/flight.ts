import type { DroneAct, Flight } from './messages.ts';

/** Metres per second, and degrees per second. */
const speed = { flight: 4, turn: 180 };
/** Metres and degrees of one command. */
const stride = { flight: 2, height: 1, turn: 45 };
/** Metres that it may be away from where it started, in each direction, and above ground. */
const most = { distance: 10, height: 6 };
/** Percent per second: a flight of three minutes. */
const use = 100 / 180;

/** A drone in the air, or on its way there or back. Nothing here knows of time but `step`. */
export interface FlyingDrone {
  readonly flight: Flight;
  /** Where it is going. */
  readonly wanted: Pick<Flight, 'x' | 'y' | 'height' | 'heading'>;
}

export const onGround: Flight = { x: 0, y: 0, height: 0, heading: 0, battery: 100 };

const bounded = (value: number, least: number, top: number): number => Math.min(top, Math.max(least, value));

/** What it wants once it was told. */
export function obey({ flight, wanted }: FlyingDrone, act: DroneAct): FlyingDrone {
  const ahead = (metres: number) => {
    const angle = (wanted.heading * Math.PI) / 180;
    const reach = (value: number) => bounded(value, -most.distance, most.distance);
    return { ...wanted, x: reach(wanted.x + metres * Math.sin(angle)), y: reach(wanted.y + metres * Math.cos(angle)) };
  };
  const climbed = (height: number) => ({ ...wanted, height: bounded(height, 0, most.height) });
  const turned = (degrees: number) => ({ ...wanted, heading: wanted.heading + degrees });
  const acts: Readonly<Record<DroneAct, () => FlyingDrone['wanted']>> = {
    takeoff: () => climbed(Math.max(2, wanted.height)),
    land: () => climbed(0),
    forward: () => ahead(stride.flight),
    back: () => ahead(-stride.flight),
    left: () => turned(-stride.turn),
    right: () => turned(stride.turn),
    up: () => climbed(wanted.height + stride.height),
    down: () => climbed(Math.max(1, wanted.height - stride.height)),
  };
  return { flight, wanted: acts[act]() };
}

const toward = (from: number, to: number, most: number): number => from + bounded(to - from, -most, most);

/** Where it is so many seconds later. With an empty battery it lands by itself. */
export function step({ flight, wanted }: FlyingDrone, seconds: number): FlyingDrone {
  const battery = Math.max(0, flight.battery - use * seconds);
  const goal = battery === 0 ? { ...wanted, x: flight.x, y: flight.y, height: 0 } : wanted;
  const reach = speed.flight * seconds;
  const moved = {
    x: toward(flight.x, goal.x, reach),
    y: toward(flight.y, goal.y, reach),
    height: toward(flight.height, goal.height, reach),
    heading: toward(flight.heading, goal.heading, speed.turn * seconds),
    battery,
  };
  return { flight: moved, wanted: goal };
}

export const isDown = ({ flight, wanted }: FlyingDrone): boolean => flight.height === 0 && wanted.height === 0;

const hundredth = (value: number): number => Math.round(value * 100) / 100 || 0;

/** As it is published: to the centimetre. */
export const rounded = ({ x, y, height, heading, battery }: Flight): Flight => ({
  x: hundredth(x),
  y: hundredth(y),
  height: hundredth(height),
  heading: hundredth(((heading % 360) + 360) % 360),
  battery: hundredth(battery),
});
