import type { Host } from '../../../stream/host.ts';
import type { NotificationLog } from '../../../stream/log/notification-log.ts';
import { mountNaiveComments } from './comments.ts';
import { mountNaiveCompressed } from './compressed.ts';
import { mountNaiveEcho } from './echo.ts';
import { mountNaiveEtag } from './etag.ts';
import { mountNaiveForgetful } from './forgetful.ts';
import { mountNaiveMembers } from './members.ts';
import { mountNaiveQueueing } from './queueing.ts';
import { NaiveReading } from './reading.ts';

/** Servers as tutorials have them, beside the real streams and on the same log: what is told of each is what goes wrong with it. A client of the stream can have `/naive/<name>/` as its base. */
export function mountNaive(host: Host, log: NotificationLog): void {
  mountNaiveEcho(host);
  mountNaiveMembers(host);
  for (const mount of [mountNaiveCompressed, mountNaiveQueueing, mountNaiveComments, mountNaiveEtag, mountNaiveForgetful])
    mount(host, new NaiveReading(log));
}
