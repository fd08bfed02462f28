import { describe, expect, it } from 'vitest';
import { isDown, obey, onGround, rounded, step } from '../../server/lab/scenes/drone/flight.ts';
import { type DroneRefused, type DroneState, droneEvents } from '../../server/lab/scenes/drone/messages.ts';
import { drone } from '../../server/lab/scenes/drone/scene.ts';
import { eventually } from '../support/eventually.ts';
import { play } from './support.ts';

const flown = (from: ReturnType<typeof obey>, seconds: number) =>
  Array.from({ length: seconds * 10 }).reduce<typeof from>((at) => step(at, 0.1), from);

describe('A flight', () => {
  const risen = flown(obey({ flight: onGround, wanted: onGround }, 'takeoff'), 2);

  it('rises to two metres, and lands where it is', () => {
    expect(risen.flight.height).toBe(2);
    expect(isDown(risen)).toBe(false);
    expect(isDown(flown(obey(risen, 'land'), 2))).toBe(true);
  });

  it('flies in the direction of its heading: north at first, east after two turns to the right', () => {
    expect(rounded(flown(obey(risen, 'forward'), 2).flight)).toMatchObject({ x: 0, y: 2, heading: 0 });
    const east = obey(obey(obey(risen, 'right'), 'right'), 'forward');
    expect(rounded(flown(east, 2).flight)).toMatchObject({ x: 2, y: 0, heading: 90 });
    expect(rounded(flown(obey(risen, 'left'), 2).flight).heading).toBe(315);
  });

  it('stays within ten metres and below a height of six, and does not land by `down`', () => {
    const far = Array.from({ length: 20 }).reduce<typeof risen>((at) => obey(obey(at, 'forward'), 'up'), risen);
    expect(far.wanted).toMatchObject({ y: 10, height: 6 });
    expect(Array.from({ length: 20 }).reduce<typeof risen>((at) => obey(at, 'down'), risen).wanted.height).toBe(1);
  });

  it('lands by itself when the battery is empty', () => {
    expect(isDown(flown(risen, 181))).toBe(true);
  });
});

describe('The scene', () => {
  const events = Object.values(droneEvents);

  it('publishes its state ten times a second from takeoff to landing, each with the newest command that it answers', async () => {
    const { tell, says } = play(drone, events);
    await tell(droneEvents.command, { drone: 'a', do: 'takeoff' });
    await says(droneEvents.state, 3);
    const landing = await tell(droneEvents.command, { drone: 'a', do: 'land' });
    await eventually('the drone to have landed', async () => (await says<DroneState>(droneEvents.state)).at(-1)?.height === 0);
    const states = await says<DroneState>(droneEvents.state);
    expect(states.at(-1)).toMatchObject({ drone: 'a', answers: landing, height: 0 });
    const again = await tell(droneEvents.command, { drone: 'a', do: 'takeoff' });
    await eventually('another flight', async () => (await says<DroneState>(droneEvents.state)).at(-1)?.answers === again);
  });

  it.each([
    [{ drone: 'a', do: 'loop' }, /^Expected `do` to be one of takeoff, .+; got "loop"/],
    [{ drone: '', do: 'takeoff' }, /^Expected `drone` to be 1 to 40 characters/],
    [{ drone: 'a', do: 'left' }, /^Expected `takeoff` first; got left/],
    ['takeoff', /^Expected `drone` to be/],
  ])('refuses %j with a sentence', async (data, sentence) => {
    const { tell, says } = play(drone, events);
    const answers = await tell(droneEvents.command, data);
    expect(await says<DroneRefused>(droneEvents.refused)).toEqual([{ drone: expect.any(String), answers, message: expect.stringMatching(sentence) }]);
  });

  it('lets at most four drones fly at a time', async () => {
    const { tell, says } = play(drone, events);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await tell(droneEvents.command, { drone: name, do: 'takeoff' });
    expect((await says<DroneRefused>(droneEvents.refused))[0]).toMatchObject({ drone: 'e', message: expect.stringContaining('at most 4 drones') });
  });
});
