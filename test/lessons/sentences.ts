/** Finds the sentences in a tree of words by their path, and the plurals in them. */

/** Every sentence by its path, such as `lessons.how-late.title`. */
export function sentencesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  return new Map(Object.entries(Object(value)).flatMap(([key, inner]) => [...sentencesOf(inner, path ? `${path}.${key}` : key)]));
}

/** The forms of each plural in a sentence, by category. Forms contain no braces. */
export const pluralsIn = (sentence: string): readonly Readonly<Record<string, string>>[] =>
  [...sentence.matchAll(/\{\w+, plural, ((?:[^{}]+\{[^{}]*\}\s*)+)\}/g)].map(([, forms = '']) =>
    Object.fromEntries([...forms.matchAll(/(\S+) \{([^{}]*)\}/g)].map(([, name = '', form = '']) => [name, form])),
  );
