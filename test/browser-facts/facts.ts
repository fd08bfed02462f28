import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { browserNames } from '../support/browsers/provide.ts';

const inRepository = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

export const places = { facts: inRepository('docs/browser-facts.json'), document: inRepository('docs/browsers.md') } as const;

export type Fact = number | string | readonly string[];

/** What one browser did. */
export interface BrowserFacts {
  readonly name: (typeof browserNames)[number];
  /** As the browser says it, with its name. */
  readonly version: string;
  /** By the keys of the questions. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** `docs/browser-facts.json`. */
export interface FactsFile {
  /** The day, as ISO 8601 has it. */
  readonly taken: string;
  /** Operating system and processor. */
  readonly system: string;
  readonly browsers: readonly BrowserFacts[];
}

export const readFacts = (): FactsFile => JSON.parse(readFileSync(places.facts, 'utf8')) as FactsFile;
