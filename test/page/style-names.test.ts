import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const page = join(import.meta.dirname, '../../client/page');

/** The page's style sheets, relative to its folder. */
const sheets = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'));

/** Classes that a style sheet gives rules of their own: selectors of one class, with its states perhaps, and nothing around it. */
function classesOf(css: string): string[] {
  const rules = css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?:^|[{}])\s*([^{}@]+)\{/g);
  return [...rules].flatMap(([, selectors = '']) =>
    selectors
      .replace(/\([^()]*\)/g, '')
      .split(',')
      .flatMap((selector) => /^\.([\w-]+)(?:::?[\w-]+|\[[^\]]*\])*$/.exec(selector.trim())?.[1] ?? []),
  );
}

test('the rules of a class are read with its states, and without its surroundings', () => {
  expect(classesOf('/* .no {} */ .a, .b:hover { } .c .d {} @media (x) { .e[data-x="1"]:not(.f, .g) { color: red } }')).toEqual(['a', 'b', 'e']);
});

/** What is in styles/ is meant for the whole page; the rest belongs to the room that it is in. */
const owners = sheets
  .filter((path) => !path.startsWith('styles'))
  .flatMap((sheet) => classesOf(readFileSync(join(page, sheet), 'utf8')).map((name) => ({ name, room: dirname(sheet) })));

// Each style sheet, once it is loaded, holds for the whole page: a class of one room would change another, from some visit on.
test('a class has rules of its own in one room only', () => {
  expect(owners.length).toBeGreaterThan(80);
  const places = [...new Set(owners.map(({ name, room }) => `.${name} in ${room}`))];
  const names = places.map((place) => place.split(' ', 1)[0]);
  expect(places.filter((_, index) => names.indexOf(names[index]) !== names.lastIndexOf(names[index]))).toEqual([]);
});

test('a class that has rules of its own in one room is given in no other', () => {
  const roomOf = new Map(owners.map(({ name, room }) => [name, room]));
  const components = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'));
  const given = components.flatMap((component) => {
    const attributes = readFileSync(join(page, component), 'utf8').matchAll(/\bclass="([^"]+)"/g);
    return [...attributes].flatMap(([, names = '']) => names.split(' ').map((name) => ({ name, component })));
  });
  expect(given.length).toBeGreaterThan(100);
  const strange = given.filter(({ name, component }) => !`${dirname(component)}/`.startsWith(`${roomOf.get(name) ?? dirname(component)}/`));
  expect(strange.map(({ name, component }) => `.${name} of ${roomOf.get(name)} in ${component}`)).toEqual([]);
});
