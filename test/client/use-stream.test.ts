import { readFileSync } from 'node:fs';
import { createElement, StrictMode } from 'react';
import { expect, onTestFinished, test } from 'vitest';
import { useStream } from '../../docs/recipes/use-stream.ts';
import { eventually } from '../support/eventually.ts';
import { lightDocument } from '../support/light-dom.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { startTestLab } from '../support/start-lab.ts';

interface Events {
  a: number;
  b: number;
}

interface Props {
  readonly url: string;
  readonly room: keyof Events;
  readonly label?: string;
  readonly hear: (said: string) => void;
}

/** New options and a new listener at each render, as in most components. */
function Room({ url, room, label = room, hear }: Props) {
  const options = { ...nodeClasses, transport: 'websocket', events: [room], after: 'earliest' } as const;
  const { state } = useStream<Events>(url, options, ({ event, data }) => hear(`${event}${data}`));
  return createElement('p', null, `${label} ${state}`);
}

async function mount() {
  const { createRoot } = await import('react-dom/client');
  const place = lightDocument();
  const root = createRoot(place);
  onTestFinished(() => root.unmount());
  const lab = await startTestLab();
  const heard: string[] = [];
  const render = (props: Partial<Props> = {}, mode?: typeof StrictMode) => {
    const room = createElement(Room, { url: lab.url, room: 'a', hear: (said) => heard.push(said), ...props });
    root.render(mode ? createElement(mode, null, room) : room);
  };
  return { lab, root, place, heard, render, shows: (text: string) => eventually(`"${text}"`, () => place.textContent === text) };
}

test('has at most thirty lines', () => {
  const text = readFileSync(new URL('../../docs/recipes/use-stream.ts', import.meta.url), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test('a component gets notifications while it is mounted, and closes its stream when it is unmounted', async () => {
  const { lab, root, heard, render, shows } = await mount();
  render();
  await shows('a open');
  await lab.log.append([{ event: 'a', data: 1 }]);
  await eventually('the first notification', () => heard.length === 1);
  root.unmount();
  await eventually('the last reader to be gone', () => lab.followers() === 0);
  await lab.log.append([{ event: 'a', data: 2 }]);
  expect(heard).toEqual(['a1']);
});

test('a component that StrictMode mounts twice has one stream, and gets everything once', async () => {
  const { lab, heard, render, shows } = await mount();
  await lab.log.append([1, 2, 3].map((data) => ({ event: 'a', data })));
  render({}, StrictMode);
  await shows('a open');
  await lab.log.append([{ event: 'a', data: 4 }]);
  await eventually('all four notifications', () => heard.includes('a4'));
  expect(heard).toEqual(['a1', 'a2', 'a3', 'a4']);
  await eventually('exactly one reader', () => lab.followers() === 1);
});

test('a component that renders again with the same options keeps its stream, and calls the latest listener', async () => {
  const { lab, heard, render, shows } = await mount();
  render();
  await shows('a open');
  const latest: string[] = [];
  render({ label: 'again', hear: (said) => latest.push(said) });
  await shows('again open');
  await lab.log.append([{ event: 'a', data: 1 }]);
  await eventually('the first notification', () => latest.length === 1);
  expect([heard, latest, lab.followers()]).toEqual([[], ['a1'], 1]);
});

test('a component with other options opens another stream, which resumes at the cursor of the one before', async () => {
  const { lab, heard, render, shows } = await mount();
  await lab.log.append([
    { event: 'b', data: 1 },
    { event: 'a', data: 2 },
    { event: 'b', data: 3 },
  ]);
  render();
  await eventually('the notification published before', () => heard.length === 1);
  render({ room: 'b' });
  await shows('b open');
  await lab.log.append([
    { event: 'a', data: 4 },
    { event: 'b', data: 5 },
  ]);
  await eventually('the last notification', () => heard.includes('b5'));
  expect(heard).toEqual(['a2', 'b3', 'b5']);
  await eventually('exactly one reader', () => lab.followers() === 1);
});

test('a component with another URL reads another log, from where its options say', async () => {
  const { lab, heard, render, shows } = await mount();
  const other = await startTestLab();
  await lab.log.append([{ event: 'a', data: 1 }]);
  await other.log.append([{ event: 'a', data: 2 }]);
  render();
  await eventually('the first notification', () => heard.length === 1);
  render({ url: other.url });
  await eventually('the second notification', () => heard.length === 2);
  await shows('a open');
  expect(heard).toEqual(['a1', 'a2']);
  await eventually('the last reader to be gone', () => lab.followers() === 0);
});
