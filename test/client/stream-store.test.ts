import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'svelte/compiler';
import { build, type Plugin } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import type { NotificationOf, StreamOptions } from '../../client/stream/index.ts';
import { streamStore } from '../../docs/recipes/stream-store.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { lightDocument } from '../support/light-dom.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { startTestLab } from '../support/start-lab.ts';

const root = join(import.meta.dirname, '../..');
const recipe = join(root, 'docs/recipes/stream-store.ts');

/** A component that uses the recipe: another room is another store. */
const component = `
<script>
  import { streamStore } from 'recipe';
  let { url, options, first } = $props();
  let room = $state(first);
  let chat = $derived(streamStore(url, { ...options, events: [room] }, 3));
  export const enter = (other) => { room = other; };
</script>
<p>{room}: {$chat.map(({ event, data }) => event + data).join(' ')}</p>
`;

const entry = "export { default as Room } from 'room'; export { mount, unmount } from 'svelte';";

/** The exports of a bundle of the component, the recipe, and Svelte's build for browsers. */
interface Bundle {
  readonly Room: unknown;
  mount(component: unknown, options: object): { enter(room: string): void };
  unmount(component: unknown): Promise<void>;
}

const virtual: Plugin = {
  name: 'virtual',
  enforce: 'pre',
  resolveId: (id) => (id === 'entry' || id === 'room' ? `\0${id}` : undefined),
  load(id) {
    if (id === '\0room') return compile(component, { generate: 'client', filename: 'Room.svelte' }).js.code;
    return id === '\0entry' ? entry : undefined;
  },
};

async function bundled(): Promise<Bundle> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    root,
    plugins: [virtual],
    publicDir: false,
    resolve: { conditions: ['browser'], alias: { recipe, 'transport-lab/client': join(root, 'client/stream/index.ts') } },
    build: { write: false, minify: false, rolldownOptions: { input: 'entry', preserveEntrySignatures: 'strict' } },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error('Expected a bundle; got none.');
  const file = join(temporaryFolder(), 'room.js');
  writeFileSync(file, output.output[0].code);
  return import(file);
}

const options: StreamOptions = { ...nodeClasses, transport: 'websocket', after: 'earliest' };

test('has at most thirty lines', () => {
  expect(readFileSync(recipe, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test('a component follows its stream while it is mounted, and another stream when its options change', async () => {
  const { Room, mount, unmount } = await bundled();
  const lab = await startTestLab();
  const target = lightDocument();
  const shows = (text: string) => eventually(`"${text}"`, () => target.textContent?.trim() === text);
  await lab.log.append([
    { event: 'a', data: 1 },
    { event: 'b', data: 2 },
  ]);
  const room = mount(Room, { target, props: { url: lab.url, options, first: 'a' } });
  await shows('a: a1');
  await lab.log.append([3, 4, 5].map((data) => ({ event: 'a', data })));
  await shows('a: a3 a4 a5');
  room.enter('b');
  await shows('b: b2');
  await eventually('exactly one reader', () => lab.followers() === 1);
  await unmount(room);
  await eventually('the last reader to be gone', () => lab.followers() === 0);
});

test('the first subscription opens the stream, the end of the last one closes it, and the next one resumes at the cursor', async () => {
  const lab = await startTestLab();
  const store = streamStore<{ a: number }>(lab.url, { ...nodeClasses, transport: 'sse' });
  const follow = () => {
    const seen: string[] = [];
    const stop = store.subscribe((kept: readonly NotificationOf<{ a: number }>[]) => seen.push(kept.map(({ data }) => data).join()));
    onTestFinished(stop);
    return { seen, stop };
  };
  const [one, two] = [follow(), follow()];
  await eventually('one reader for both', () => lab.followers() === 1);
  await lab.log.append([{ event: 'a', data: 1 }]);
  await eventually('the first notification', () => two.seen.includes('1'));
  one.stop();
  await lab.log.append([{ event: 'a', data: 2 }]);
  await eventually('the second notification', () => two.seen.includes('1,2'));
  two.stop();
  await eventually('the last reader to be gone', () => lab.followers() === 0);
  await lab.log.append([{ event: 'a', data: 3 }]);
  const three = follow();
  await eventually('the notification published meanwhile', () => three.seen.includes('1,2,3'));
  expect(one.seen).toEqual(['', '1']);
});
