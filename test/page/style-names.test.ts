import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const page = join(import.meta.dirname, '../../client/page');

/** The page's style sheets, relative to its folder. */
const sheets = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'));

/** Classes that have rules of their own in a style sheet: their selectors consist of this class and possibly its states, without an ancestor. */
function classesOf(css: string): string[] {
  const rules = css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?:^|[{}])\s*([^{}@]+)\{/g);
  return [...rules].flatMap(([, selectors = '']) =>
    selectors
      .replace(/\([^()]*\)/g, '')
      .split(',')
      .flatMap((selector) => /^\.([\w-]+)(?:::?[\w-]+|\[[^\]]*\])*$/.exec(selector.trim())?.[1] ?? []),
  );
}

test('the rules of a class are found with its states, but not with an ancestor', () => {
  expect(classesOf('/* .no {} */ .a, .b:hover { } .c .d {} @media (x) { .e[data-x="1"]:not(.f, .g) { color: red } }')).toEqual(['a', 'b', 'e']);
});

/** Style sheets in styles/ are for the whole page; each other one is for the room that it is in. */
const owners = sheets
  .filter((path) => !path.startsWith('styles'))
  .flatMap((sheet) => classesOf(readFileSync(join(page, sheet), 'utf8')).map((name) => ({ name, room: dirname(sheet) })));

// A style sheet applies to the whole page once it has loaded. If two rooms had the same class, a visit to one would change the look of the other.
test('a class has rules of its own in one room only', () => {
  expect(owners.length).toBeGreaterThan(80);
  const places = [...new Set(owners.map(({ name, room }) => `.${name} in ${room}`))];
  const names = places.map((place) => place.split(' ', 1)[0]);
  expect(places.filter((_, index) => names.indexOf(names[index]) !== names.lastIndexOf(names[index]))).toEqual([]);
});

test('a class with rules in one room is used in no other room', () => {
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
