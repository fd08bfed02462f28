import { messageOf } from '../../server/lab/processes/failure.ts';
import type { ArmClient } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { authority } from '../arms/requests.ts';
import { monotonic, until } from '../processes/clock.ts';
import { Publisher } from '../processes/publisher.ts';
import type { ArmName } from '../result/result.ts';
import { spokenArm } from './arm.ts';
import type { Endpoint, Publishing } from './foreign.ts';
import { markLength, newEpoch } from './mark.ts';
import { marksOf } from './mark-reader.ts';
import { urlOf } from './spoken.ts';

/** Milliseconds that each step may take. */
const patience = 10_000;

/** The number of lost connections from which on the loss itself is the error. */
const mostCuts = 2;

/**
 * Follows a URL with one client, publishes one mark, and waits until it comes back: errors in URLs, template or dialect show here, before a run of
 * minutes that would measure nothing.
 * @returns warnings for the report, in sentences
 * @throws Error with a sentence of what was expected, what came, and what to do
 */
export async function probe(arm: ArmName, endpoint: Endpoint, publishing: Publishing, wait = patience): Promise<readonly string[]> {
  const epoch = newEpoch();
  const publisher = await connected(publishing, epoch);
  const meter = new Meter();
  const options = { after: `${epoch}-0`, pollInterval: 200, phase: 0, hold: 25, retry: () => 50 };
  const client = spokenArm(arm, endpoint.spoken).open(endpoint.target, options, meter);
  const watch = new Watch(arm, endpoint, meter);
  try {
    await watch.until(wait, () => watch.subscribed, client, 'opened');
    client.start(monotonic());
    await published(publisher, publishing);
    await watch.until(wait, () => (client.ledger.seq ?? 0) > 0, client, 'marked');
    return client.ledger.doubled > 0 ? [`${watch.url} sent the same mark twice: without a cursor a poll that is answered at once has it again.`] : [];
  } finally {
    client.stop();
    publisher.close();
  }
}

async function connected({ target, template }: Publishing, epoch: string): Promise<Publisher> {
  try {
    return await Publisher.connect(target, { ...template, epoch });
  } catch (error) {
    throw new Error(`Expected a server for --publish at ${authority(target)}; got ${messageOf(error)}. Start it, or mend the URL.`);
  }
}

async function published(publisher: Publisher, { target, template: { method, path } }: Publishing): Promise<void> {
  const where = `${method} http://${authority(target)}${path}`;
  const late = new AbortController();
  const given = publisher.publish({ times: [0], payload: markLength }).catch((error: unknown) => {
    throw new Error(`Expected ${where} to publish; got: ${messageOf(error)} Look at --publish, --body and -H.`);
  });
  const slow = until(monotonic() + patience, late.signal).then(
    () => {
      throw new Error(`Expected ${where} to answer within ${patience / 1_000} s; nothing came. A publish has to be answered by 2xx.`);
    },
    () => {},
  );
  await Promise.race([given, slow]).finally(() => late.abort());
}

/** Waits for a client, and describes in words what came instead. */
class Watch {
  readonly url: string;
  subscribed = false;
  readonly #arm: ArmName;
  readonly #meter: Meter;
  readonly #endpoint: Endpoint;

  constructor(arm: ArmName, endpoint: Endpoint, meter: Meter) {
    this.#arm = arm;
    this.#endpoint = endpoint;
    this.#meter = meter;
    this.url = urlOf(endpoint.spoken, endpoint.target);
  }

  async until(wait: number, holds: () => boolean, client: ArmClient, step: 'opened' | 'marked'): Promise<void> {
    void client.ready.then(() => {
      this.subscribed = true;
    });
    const deadline = monotonic() + wait;
    while (!holds()) {
      this.#requireHealth();
      if (monotonic() > deadline) throw new Error(step === 'opened' ? this.#silence(wait) : this.#unheard(wait));
      await until(monotonic() + 5);
    }
  }

  #requireHealth(): void {
    const { incidents, unconnected, opened, reading } = this.#meter;
    const [incident] = incidents.keys();
    if (incident !== undefined) throw new Error(incident);
    if (unconnected !== undefined) {
      throw new Error(`Expected a server for --${this.#arm} at ${authority(this.#endpoint.target)}; got ${unconnected}. Start it, or mend the URL.`);
    }
    if (opened.length <= mostCuts) return;
    const answer = reading.headers > 0 && reading.down > 0 ? 'after it had answered' : 'without an answer';
    throw new Error(`Expected ${this.url} to keep the connection; it closed ${opened.length - 1} ${answer}. Is this the address of a stream?`);
  }

  #silence(wait: number): string {
    const { down } = this.#meter.reading;
    const heard = down > 0 ? `${down} bytes came, and no greeting of the dialect ${this.#endpoint.spoken.dialect}` : 'nothing came';
    return `Expected ${this.url} to answer within ${wait / 1_000} s; ${heard}. Look whether the server or a proxy before it holds its answer back, and at --dialect.`;
  }

  #unheard(wait: number): string {
    const { unmarked, lastUnmarked } = marksOf(this.#meter);
    const came = unmarked > 0 ? `${unmarked} messages came without one, the last of them ${JSON.stringify(lastUnmarked)}` : 'no message came';
    return `Expected the mark that was published to come back from ${this.url} within ${wait / 1_000} s; ${came}. Look whether --publish reaches the channel that this URL follows, and whether the server sends the text as it is.`;
  }
}
