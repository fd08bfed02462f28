import { Heard, type Readable } from './heard.ts';

/** What an event stream has said besides its messages. */
export class HeardEvents<Message extends Readable> extends Heard<Message> {
  hasRetry = false;
  /** Whether each event with a mark had an `id:`; `undefined` before the first. */
  hasId: boolean | undefined;

  /** An event without the empty line behind it. */
  event(event: Message): void {
    const lines = event.toString().split(/\r\n|\n|\r/);
    const id = lines.find((line) => /^id(:|$)/.test(line));
    // An id with a NUL is none (HTML standard, 9.2.6).
    const hasId = id !== undefined && !id.includes('\0');
    if (hasId) this.cursor = id.replace(/^id:? ?/, '') || undefined;
    if (lines.some((line) => /^retry: ?\d+$/.test(line))) this.hasRetry = true;
    if (this.message(event).length > 0) this.hasId = hasId && (this.hasId ?? true);
  }
}
