import { dataOf } from '../../arms/message.ts';
import { askOnce, cursorOf } from '../../measures/lab-answers.ts';
import type { AutocannonHandlers } from '../../processes/autocannon-main.ts';
import { monotonic, until } from '../../processes/clock.ts';
import { forkProcess } from '../../processes/fork-process.ts';
import type { GeneratorHandlers } from '../../processes/generator.ts';
import type { OpenOrder } from '../../processes/generator-messages.ts';
import { processorTime } from '../../processes/process-usage.ts';
import type { PublisherHandlers } from '../../processes/publisher-handlers.ts';
import { observed } from '../../stage/observed.ts';
import { type CostServer, type CostServers, interval, type ServerName } from './servers.ts';

/** The work of one server in one turn. */
export interface Turn {
  /** Publishes, exchanges or deliveries. */
  readonly done: number;
  /** Seconds that it took. */
  readonly seconds: number;
  /** Microseconds of the server's processor time for each. */
  readonly cpu: number;
  readonly failures: number;
}

export interface CostPlan {
  /** Publishes in a turn. A turn is an amount of work, not a time: in a fixed time, a busy machine would do too little to compile its code. */
  readonly publishes: number;
  /** Waves in a turn of `cycle` or `delivery`. */
  readonly waves: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
  /** Connections that publish in a closed loop. */
  readonly connections: number;
  /** Clients of `cycle` and `delivery`. */
  readonly readers: number;
}

/** An operation that is measured, and the servers that do it. The first server is the reference for the others. */
interface Question {
  readonly arms: readonly [ServerName, ...ServerName[]];
  /** Unit of the rate: so many of these a second. */
  readonly unit: string;
  turn(stage: CostStage, name: ServerName): Promise<Turn>;
}

/** Waves before anything is counted, while new connections settle and code is compiled. */
const warmUp = 20;
const host = '127.0.0.1';

/** The servers under test, and the clients that ask them, in processes of their own. */
export class CostStage {
  readonly plan: CostPlan;
  readonly cannon = forkProcess<AutocannonHandlers>('autocannon-main', 'autocannon');
  readonly #generator = forkProcess<GeneratorHandlers>('generator-main', 'load generator');
  readonly #publisher = forkProcess<PublisherHandlers>('publisher-main', 'publisher');
  readonly #servers: CostServers;

  constructor(plan: CostPlan, servers: CostServers) {
    this.plan = plan;
    this.#servers = servers;
  }

  /** @throws RangeError if that server was not started */
  server(name: ServerName): CostServer {
    const found = this.#servers.get(name);
    if (!found) throw new RangeError(`Expected a server ${name}; it was not started.`);
    return found;
  }

  /** Opens clients of one server, counts the work of one turn, and always closes the clients. @param go runs this many waves */
  async count(
    name: ServerName,
    order: Partial<OpenOrder> & Pick<OpenOrder, 'arm'>,
    go: (waves: number) => Promise<unknown>,
    counted: 'answers' | 'delivered',
  ): Promise<Turn> {
    const { readers, waves } = this.plan;
    const { pid, port } = this.server(name);
    const usual = { target: { host, port }, count: readers, pollInterval: interval, hold: 55, head: '', seed: 1, deadline: 60_000 };
    try {
      const { ready, troubles } = await this.#generator.call('open', { ...usual, ...order });
      if (ready < readers) throw new Error(`Expected ${readers} clients to be answered by ${name}; ${ready} were. ${troubles.join('; ')}`);
      await this.#generator.call('start', monotonic());
      await go(warmUp);
      const { [counted]: done, milliseconds, cpu, lost } = await observed(this.#generator, pid, () => go(waves));
      return { done, seconds: milliseconds / 1_000, cpu: cpu / done, failures: lost };
    } finally {
      await this.#generator.call('close');
    }
  }

  /** @returns a function that publishes this many notifications, one after the other, and waits until every client has them */
  async publishTo(name: ServerName): Promise<(count: number) => Promise<void>> {
    await this.#publisher.call('connect', { host, port: this.server(name).port });
    return async (count) => {
      const times = Array.from({ length: count }, (_, index) => index * interval);
      const { last } = await this.#publisher.call('publish', { times, payload: this.plan.payload });
      const late = await this.#generator.call('drain', { seq: Number(last.split('-')[1]), wait: 60_000 });
      if (late) throw new Error(`Not everything came from ${name}: ${late}.`);
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.cannon, this.#generator, this.#publisher].map((one) => one.stop()));
  }
}

/** One publish after the other on each connection. A bare server repeats the library's answer. */
async function publish(stage: CostStage, name: ServerName): Promise<Turn> {
  const { payload, connections, publishes } = stage.plan;
  const { pid, port, say } = stage.server(name);
  const body = `{"event":"cost","data":${dataOf(0, payload)}}`;
  await say?.((await askOnce({ host, port: stage.server('library').port }, '/publish', body)).answer);
  const barrage = { url: `http://${host}:${port}/publish`, body, connections, seconds: 3_600 };
  await stage.cannon.call('run', { ...barrage, amount: publishes / 5 });
  const cpu = processorTime(pid);
  const { answers, failures, seconds } = await stage.cannon.call('run', { ...barrage, amount: publishes });
  return { done: answers, seconds, cpu: (processorTime(pid) - cpu) / answers, failures };
}

/** All long polls are answered at once and asked again. A bare server answers as many plain requests at once, with the same bytes. */
async function cycle(stage: CostStage, name: ServerName): Promise<Turn> {
  const { say, holds } = stage.server(name);
  if (!say) return stage.count(name, { arm: 'long-polling' }, await stage.publishTo(name), 'answers');
  const library = { host, port: stage.server('library').port };
  const before = await cursorOf(library);
  await askOnce(library, '/publish', `{"event":"bench","data":${dataOf(0, stage.plan.payload)}}`);
  const path = `/stream/long-polling?after=${before}&hold=55`;
  await say((await askOnce(library, path)).answer);
  const spoken = { dialect: 'same-again', path };
  const wait = (waves: number) => until(monotonic() + waves * interval);
  const asking = holds === undefined ? ({ arm: 'polling', together: true } as const) : ({ arm: 'long-polling' } as const);
  return stage.count(name, { ...asking, spoken }, wait, 'answers');
}

/** One notification at a time to readers over WebSocket. */
const delivery = async (stage: CostStage, name: ServerName): Promise<Turn> =>
  stage.count(name, { arm: 'websocket' }, await stage.publishTo(name), 'delivered');

const exchanging = ['bare node:http', 'bare node:http, again', 'library', 'library, observed', 'lab'] as const;

export const questions = {
  publish: { arms: exchanging, unit: 'publishes', turn: publish },
  cycle: { arms: [...exchanging, 'bare node:http, held'], unit: 'cycles', turn: cycle },
  delivery: { arms: ['library', 'library, again', 'library, observed', 'lab'], unit: 'deliveries', turn: delivery },
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionName = keyof typeof questions;
