/** What the scene `drone` says. No I/O: the page imports this file. */

export const droneEvents = {
  /** From the page: `{ drone, do }`. What it measures with, `sent` and `by`, does not matter here. */
  command: 'drone.command',
  state: 'drone.state',
  refused: 'drone.refused',
} as const;

export const droneActs = ['takeoff', 'land', 'forward', 'back', 'left', 'right', 'up', 'down'] as const;
export type DroneAct = (typeof droneActs)[number];

/** Where a drone is. Metres, degrees clockwise from north, and percent. */
export type Flight = { x: number; y: number; height: number; heading: number; battery: number };

/** `drone.state`, ten times a second while it flies. `answers` is the id of the newest command that it has carried out. */
export type DroneState = Flight & { drone: string; answers: string };

/** `drone.refused`: `answers` is the id of what was refused. */
export type DroneRefused = { drone: string; answers: string; message: string };
