import { describe, expect, it, onTestFinished } from 'vitest';
import { openStream } from '../../client/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { snippetsOf } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { collect, connect, dataOf } from './eventtube-support.ts';

describe.each(transportNames)('The SDK over %s', (transport) => {
  it('subscribes to nothing by itself, delivers by event, and delivers nothing after unsubscribing', async () => {
    const lab = await startTestLab();
    const [one, other] = [connect(lab, { transport }), connect(lab, { transport })];
    const news = await collect(one, 'news');
    const weather = await collect(other, 'weather');
    await other.pub('news', 'hello');
    await one.pub('weather', 'rain');
    await other.broadcast('news', 'to all');
    await eventually('two notifications of news', () => news.got.length === 2);
    await eventually('one notification of weather', () => weather.got.length === 1);
    expect(news.got).toMatchObject([
      { type: 'publish', event: 'news', data: 'hello' },
      { type: 'broadcast', data: 'to all' },
    ]);
    expect(dataOf(weather.got)).toEqual(['rain']);
    await one.unsub('news', news.id);
    const last = await collect(one, 'last');
    await other.pub('news', 'nobody hears this');
    await other.pub('last', 1);
    await eventually('the last notification', () => last.got.length === 1);
    expect(news.got).toHaveLength(2);
    expect(one.stream.ledger).toMatchObject({ doubled: 0, reordered: 0, gaps: 0 });
  });

  it('keeps its subscriptions when it switches to another transport', async () => {
    const lab = await startTestLab();
    const tube = connect(lab, { transport });
    const { got } = await collect(tube, 'news');
    for (const [index, next] of [...transportNames, transport].entries()) {
      tube.stream.switchTo(next);
      await lab.log.append([{ event: 'news', data: index }]);
      await eventually(`number ${index} over ${next}`, () => got.length === index + 1);
    }
    expect(dataOf(got)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('docs/from-eventtube.md', () => {
  const code = (name: string) => snippetsOf('docs/from-eventtube.md').find((snippet) => snippet.name === name)?.code ?? 'throw new Error("missing")';
  /** Runs snippets of the document one after the other, as the body of one function. */
  const run = (names: readonly string[], given: Record<string, unknown>) => {
    const body = names.map((name) => (name === 'wait' ? 'await two();' : code(name))).join('\n');
    return new Function(...Object.keys(given), `return (async () => {${body}})();`)(...Object.values(given)) as Promise<void>;
  };

  it.each([
    ['the SDK', ['sub', 'pub', 'wait', 'unsub']],
    ['the client library', ['sub-here', 'pub-here', 'wait', 'unsub-here']],
  ])('the calls of %s do what the document says', async (which, names) => {
    const lab = await startTestLab();
    const heard: unknown[] = [];
    const two = () => eventually('both notifications', () => heard.length === 2);
    const stream = openStream(lab.url, { events: [], ...nodeClasses });
    onTestFinished(() => stream.close());
    await run(names, which === 'the SDK' ? { tube: connect(lab), heard, two } : { stream, heard, two });
    expect(heard).toHaveLength(2);
    expect(heard).toEqual(expect.arrayContaining(['hello', { total: 42 }]));
  });
});
