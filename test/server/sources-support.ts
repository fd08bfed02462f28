import { onTestFinished } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import type { NotificationLog } from '../../server/stream/log/notification-log.ts';
import type { Notification } from '../../server/stream/protocol.ts';
import { labConfig } from '../support/start-lab.ts';

/** Milliseconds: a source reconnects within one or two seconds. */
export const comeback = 20_000;

/** The notifications in the window. */
export function retained(log: NotificationLog): Notification[] {
  const { entries } = log.window.read(log.window.oldest - 1, Filter.all, { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
  return entries.map(({ json }) => JSON.parse(json.toString()) as Notification);
}

/** Without the fields that this lab has set: number and time. */
export const essentials = (log: NotificationLog) => retained(log).map(({ id: _id, at: _at, ...rest }) => rest);

/** A lab with a source, and what it reported about it. */
export async function startFedLab(source: string, overrides: Parameters<typeof labConfig>[0] = {}): Promise<Lab & { readonly said: string[] }> {
  const said: string[] = [];
  const lab = await startLab(labConfig({ source: [source], ...overrides }), (line) => said.push(line));
  onTestFinished(() => lab.close());
  return Object.assign(lab, { said });
}
