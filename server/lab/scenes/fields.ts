import { quote } from '../../stream/problem.ts';
import type { Json } from '../../stream/protocol.ts';
import { isJsonObject } from '../../stream/record.ts';

/** What a visitor has published to a scene may be anything: the fields of an object, or none. */
export const fieldsOf = (data: Json): { readonly [name: string]: Json } => (isJsonObject(data) ? data : {});

/** A command that cannot be carried out. The scene publishes the sentence. */
export class Refused extends Error {}

/** @throws Refused */
export function numberWithin(name: string, value: Json | undefined, [least, most]: readonly [least: number, most: number]): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new Refused(`Expected \`${name}\` to be a number from ${least} to ${most}; got ${quote(value)}. Choose one in between.`);
}

/** @throws Refused */
export function oneOf<Name extends string>(name: string, value: Json | undefined, names: readonly Name[]): Name {
  const found = names.find((one) => one === value);
  if (found !== undefined) return found;
  throw new Refused(`Expected \`${name}\` to be one of ${names.join(', ')}; got ${quote(value)}. Choose one of them.`);
}

/** @throws Refused */
export function nameOf(name: string, value: Json | undefined): string {
  if (typeof value === 'string' && isName(value)) return value;
  throw new Refused(`Expected \`${name}\` to be 1 to 40 characters without control characters; got ${quote(value)}. Choose a shorter name.`);
}

/** A name that somebody goes by: 1 to 40 characters, none of them a control character, and not only blanks. Markup is text like any other. */
export const isName = (text: string): boolean => /^\P{Cc}{1,40}$/u.test(text) && text.trim() !== '';
