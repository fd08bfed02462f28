import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Front, type FrontOptions, startFront } from '../../bench/fronts/front.ts';
import type { FrontName } from '../../bench/result/vias.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { type Served, transportContract } from '../contract/transport-contract.ts';
import { eventually } from '../support/eventually.ts';
import { fetchOverHttp2 } from '../support/fronts/fetch-over-http2.ts';
import { nodeOverHttp2 } from '../support/fronts/platform.ts';
import { providePrograms } from '../support/programs.ts';
import { openRelay, type Relay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { manyNodesBehind } from './many-nodes.ts';

interface Place {
  readonly front: Front;
  /** Between the front and its node, without TLS: a test can cut connections here. */
  readonly relay: Relay;
}

/** Starts the proxy with the file of `deploy`, in front of another node for each test. */
function useFront(name: FrontName, options: FrontOptions = {}): () => Place {
  let place: Place | undefined;
  beforeAll(async () => {
    const relay = await openRelay(0);
    const front = await startFront(name, [Number(new URL(relay.url).port)], options);
    place = { front, relay: Object.assign(relay, { url: front.url }) };
  });
  afterAll(async () => {
    await place?.front.close();
    place?.relay.close();
  });
  beforeEach(() => void Object.assign(place?.relay ?? {}, { refuse: 'nothing', blackHole: false, swallowFrames: false, cutBefore: undefined }));
  return () => {
    if (!place) throw new Error(`Expected ${name} to be started before the tests; it was not.`);
    return place;
  };
}

/** Resolves when the front reaches the node. */
async function found({ front }: Place): Promise<void> {
  const { fetch, close } = fetchOverHttp2(front.ca);
  onTestFinished(close);
  const isReady = () =>
    fetch(`${front.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(() => `${front.name} to find its node. It said:\n${front.program.said}`, isReady);
}

/** Puts this node behind the front. Connections to the previous node are cut, so that they are not used again. */
async function lead(place: Place, port: number): Promise<Relay> {
  place.relay.target = port;
  place.relay.cut();
  await found(place);
  return place.relay;
}

/** The node behind the front, with the address of the front. */
async function behind(place: Place, lab: Served): Promise<Served> {
  await lead(place, lab.port);
  return { url: place.front.url, port: lab.port, log: lab.log, followers: () => lab.followers(), close: () => lab.close() };
}

function contractThrough(name: FrontName): void {
  describe('with the right file', () => {
    const place = useFront(name);
    const start = async (options?: { readonly window?: number }) => behind(place(), await startTestLab(options));
    const line = (port: number) => lead(place(), port);
    const platform = nodeOverHttp2(`Node over HTTP/2 through ${name}`, () => place().front.ca);
    for (const transport of transportNames) transportContract(platform, transport, start, line);
  });
}

/** The errors that a reader gets with the wrong file. Time-outs of twenty seconds are two here, to keep the tests short. */
function lessonsOf(name: FrontName): void {
  describe('with the wrong file', () => {
    const place = useFront(name, { wrong: true, edit: inTwoSeconds });
    const platform = nodeOverHttp2(`Node over HTTP/2 through ${name}`, () => place().front.ca);
    const open = async (transport: 'sse' | 'websocket' | 'long-polling') => {
      const lab = await behind(place(), await startTestLab());
      const stream = await platform.open(lab.url, { transport, patience: 1_000, hold: 5 });
      const says = async (sentence: string) => {
        const messages = () => stream.of<{ message: string }>('error').map(({ message }) => message);
        await stream.until(`the error "${sentence}"`, () => messages().includes(sentence));
      };
      return { lab, stream, says };
    };

    test('no Upgrade: a WebSocket is refused, and its error names a proxy as the cause', async () => {
      const { says } = await open('websocket');
      await says('the WebSocket closed with 1006. Polling works: does a proxy in between pass websocket?');
    });

    test('a buffer: an event stream is silent, and its error names a proxy as the cause', async () => {
      const { lab, stream, says } = await open('sse');
      await appendNumbers(lab, 3);
      await says('no hello within 1 s. Polling works: does a proxy in between pass sse?');
      expect(stream.notifications).toEqual([]);
    });

    test('a time-out below the hold: the proxy answers a long poll with 504, and its error says so; nothing is lost', async () => {
      const { lab, stream, says } = await open('long-polling');
      await stream.hello();
      await says('a proxy in between answered 504');
      await appendNumbers(lab, 3);
      expect((await stream.reach(3)).map(({ data }) => data)).toEqual([1, 2, 3]);
      expect(await stream.ledger()).toMatchObject({ missing: 0, doubled: 0, gaps: 0 });
    });
  });
}

const inTwoSeconds = (text: string): string => text.replace(/^(\s*(?:proxy_read_timeout|timeout server|response_header_timeout)) 20s/m, '$1 2s');

/** Tests the files of `deploy` for one proxy: the whole contract through the right one over HTTP/2, and the errors of the wrong one. */
export async function frontTests(name: FrontName): Promise<void> {
  const there = await providePrograms(name, 'openssl');
  describe.skipIf(!there)(`deploy: ${name}`, () => {
    contractThrough(name);
    lessonsOf(name);
    manyNodesBehind(name);
  });
}
