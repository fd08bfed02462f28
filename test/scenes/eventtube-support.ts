import { onTestFinished } from 'vitest';
import EventTube, { type EventTubeOptions } from '../../client/eventtube/index.ts';
import type { Message } from '../../client/eventtube/subscriptions.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { impatient } from '../support/platform.ts';

type Connection = EventTubeOptions['connection'];

export function connect({ port }: Pick<Lab, 'port'>, connection: Connection = {}, rest: EventTubeOptions = {}): EventTube {
  const tube = new EventTube({ connection: { host: '127.0.0.1', port, ...connection }, ...nodeClasses, ...impatient, ...rest });
  onTestFinished(() => tube.close());
  tube.connect();
  return tube;
}

/** Subscribes, and collects the messages that the callback gets. */
export async function collect(tube: EventTube, event: string): Promise<{ readonly id: number; readonly got: Message[] }> {
  const got: Message[] = [];
  const id = await tube.sub(event, (message) => got.push(message));
  return { id, got };
}

export const dataOf = (got: readonly Message[]) => got.map(({ data }) => data);
