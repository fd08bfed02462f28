import type { NotificationLog, Stop } from '../../../stream/log/notification-log.ts';
import type { Notification } from '../../../stream/protocol.ts';
import { publishOnDeadlines } from '../../sources/deadlines.ts';
import { fieldsOf, nameOf, oneOf, Refused } from '../fields.ts';
import { hear, type ServerScene, tell } from '../server-scene.ts';
import { type FlyingDrone, isDown, obey, onGround, rounded, step } from './flight.ts';
import { type DroneAct, type DroneState, droneActs, droneEvents } from './messages.ts';

/** Milliseconds between two states. */
const period = 100;
/** Drones in the air at a time: each publishes ten times a second. */
const mostDrones = 4;

interface Flying {
  drone: FlyingDrone;
  /** The newest command that it has carried out. */
  answers: string;
  stop: Stop;
}

class Airspace {
  readonly #log: NotificationLog;
  readonly #flying = new Map<string, Flying>();

  constructor(log: NotificationLog) {
    this.#log = log;
  }

  hear({ id, data }: Notification): void {
    const command = fieldsOf(data);
    try {
      this.#obey(nameOf('drone', command.drone), oneOf('do', command.do, droneActs), id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(this.#log, droneEvents.refused, { drone: String(command.drone ?? '').slice(0, 40), answers: id, message: error.message });
    }
  }

  close(): void {
    for (const { stop } of this.#flying.values()) stop();
    this.#flying.clear();
  }

  #obey(name: string, act: DroneAct, id: string): void {
    const there = this.#flying.get(name);
    if (there) {
      there.drone = obey(there.drone, act);
      there.answers = id;
    } else if (act === 'takeoff') this.#takeOff(name, id);
    else throw new Refused(`Expected \`takeoff\` first; got ${act} for a drone that is on the ground. Let it take off.`);
  }

  #takeOff(name: string, id: string): void {
    if (this.#flying.size >= mostDrones) {
      throw new Refused(
        `Expected at most ${mostDrones} drones in the air; got one more. Land another first, or wait: none flies longer than three minutes.`,
      );
    }
    const flying: Flying = { drone: obey({ flight: onGround, wanted: onGround }, 'takeoff'), answers: id, stop: () => {} };
    flying.stop = publishOnDeadlines(this.#log, { period, draft: () => ({ event: droneEvents.state, data: this.#next(name, flying) }) });
    this.#flying.set(name, flying);
  }

  #next(name: string, flying: Flying): DroneState {
    flying.drone = step(flying.drone, period / 1_000);
    // What has landed says so first.
    if (isDown(flying.drone)) setImmediate(() => this.#rest(name, flying));
    return { drone: name, answers: flying.answers, ...rounded(flying.drone.flight) };
  }

  /** Unless it has been told to take off again meanwhile. */
  #rest(name: string, flying: Flying): void {
    if (!isDown(flying.drone)) return;
    flying.stop();
    this.#flying.delete(name);
  }
}

/** Drones that are commanded over the log and publish their state ten times a second while they fly. */
export const drone: ServerScene = {
  name: 'drone',
  start(log) {
    const airspace = new Airspace(log);
    const deafen = hear(log, [droneEvents.command], (command) => airspace.hear(command));
    return () => {
      deafen();
      airspace.close();
    };
  },
};
