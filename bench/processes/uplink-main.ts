import { serve } from '../../server/lab/processes/channel.ts';
import { Uplink, type UplinkOrder, type UplinkReport } from './uplink.ts';

/** A separate process, so that work of the bench does not look like slowness of the server. */
let uplink: Uplink | undefined;

const handlers = {
  async open(order: UplinkOrder): Promise<void> {
    uplink?.close();
    uplink = await Uplink.open(order);
  },
  say(count: number): Promise<UplinkReport> {
    if (!uplink) throw new Error('Open first.');
    return uplink.say(count);
  },
};

export type UplinkHandlers = typeof handlers;

serve(handlers);
