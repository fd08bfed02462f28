/** The output of vitest's JSON reporter, as far as it is read here. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** The result of a mutation: a test failed, none failed, or the tests did not run, which proves nothing. */
export type Verdict =
  | { readonly kind: 'red'; readonly test: string; readonly sentence: string }
  | { readonly kind: 'alive' }
  | { readonly kind: 'crashed'; readonly sentence: string };

/** A missing import or a syntax error: then the mutation itself is wrong, and no test has found it. */
const nonsense = /^(?:ReferenceError|SyntaxError)\b|Cannot find (?:module|package)|is not defined\b/;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** A mutation is red only if a test ran and failed. A file that cannot be loaded has run no test. */
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
