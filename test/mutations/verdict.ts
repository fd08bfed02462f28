/** What the JSON reporter of vitest says of a run, as far as it is read here. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** What became of a mutation: a test failed, none did, or the tests did not even run, which says nothing. */
export type Verdict =
  | { readonly kind: 'red'; readonly test: string; readonly sentence: string }
  | { readonly kind: 'alive' }
  | { readonly kind: 'crashed'; readonly sentence: string };

/** A name that nobody imported, or syntax that nobody can read: the mutation is wrong then, and no test has noticed what it was made for. */
const nonsense = /^(?:ReferenceError|SyntaxError)\b|Cannot find (?:module|package)|is not defined\b/;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Only a test that ran and failed kills: a file that could not be loaded has no test. */
export function judge({ testResults }: VitestReport): Verdict {
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map((one) => ({ name, test: one.fullName, sentence: firstLine(one.failureMessages[0] ?? '') })),
  );
  const [killer] = failed.filter(({ sentence }) => !nonsense.test(sentence));
  if (killer) return { kind: 'red', test: `${killer.name}: ${killer.test}`, sentence: killer.sentence };
  const [unloaded] = testResults.filter(({ message, assertionResults }) => message !== '' && assertionResults.length === 0);
  if (failed[0] ?? unloaded) return { kind: 'crashed', sentence: failed[0]?.sentence ?? firstLine(unloaded?.message ?? '') };
  return { kind: 'alive' };
}
