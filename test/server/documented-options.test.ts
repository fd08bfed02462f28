import { join } from 'node:path';
import ts from 'typescript55';
import { describe, expect, it } from 'vitest';

const entry = join(import.meta.dirname, '../../server/stream/index.ts');

/** Types of options, which users of the package read in their editor. */
const isOptions = (name: string): boolean => /(Options|Limits|Rights)$/.test(name);

interface Documented {
  /** `StreamsOptions.heartbeat` */
  readonly name: string;
  readonly optional: boolean;
  readonly sentence: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** Every option that the package's entry exports, with its documentation as an editor shows it. */
function optionsOf(path: string): readonly Documented[] {
  const program = ts.createProgram([path], {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`Expected a module at ${path}; TypeScript found none.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ name, flags }) => isOptions(name) && (flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) !== 0)
    .flatMap((symbol) =>
      checker
        .getDeclaredTypeOfSymbol(symbol)
        .getProperties()
        .map((property) => ({
          name: `${symbol.name}.${property.name}`,
          optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
          sentence: ts.displayPartsToString(property.getDocumentationComment(checker)),
          tags: new Map(property.getJsDocTags(checker).map(({ name, text }) => [name, ts.displayPartsToString(text)])),
        })),
    );
}

describe('Each public option', () => {
  const options = optionsOf(entry);
  const names = options.map(({ name }) => name);

  it('is found', () => {
    const some = [
      'StreamsOptions.authorize',
      'StreamsLimits.streams',
      'Rights.until',
      'MemoryLogOptions.maxBytes',
      'CreateWindowOptions.epoch',
      'RouteOptions.atOnce',
    ];
    expect(names).toEqual(expect.arrayContaining(some));
  });

  it('has a description', () => {
    expect(options.filter(({ sentence }) => !/^[A-Z`].*\.$/s.test(sentence)).map(({ name, sentence }) => `${name}: ${sentence}`)).toEqual([]);
  });

  it('documents its default', () => {
    expect(options.filter(({ optional, tags }) => optional && !tags.get('default')).map(({ name }) => name)).toEqual([]);
  });

  it('has an example', () => {
    expect(options.filter(({ tags }) => !tags.get('example')).map(({ name }) => name)).toEqual([]);
  });
});
