import type { Arm } from './arm.ts';
import { NotificationReader } from './notification-reader.ts';
import { PushedClient } from './pushed-client.ts';

/** The floor: each notification's JSON and a line feed, pushed without a request. There is no cursor, so notifications during a cut are lost. */
class TcpClient extends PushedClient {
  readonly #reader = new NotificationReader(this.ledger, this.meter, this.options.after);

  protected greet(): void {
    this.begun();
  }

  protected parse(data: Buffer, from: number): number {
    const end = data.indexOf(0x0a, from);
    if (end < 0) return from;
    this.#reader.take(data.subarray(from, end));
    return end + 1;
  }
}

export const tcp: Arm = { name: 'tcp', resumes: false, open: (...given) => new TcpClient(...given) };
