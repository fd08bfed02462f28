/** The transports' colours for the page's style sheet, from the one list that page and report share. */
import { type Colours, transports } from '../bench/result/identity.ts';
import { transportNames } from '../server/stream/protocol.ts';

const properties = (coloursOf: (name: (typeof transportNames)[number]) => Colours): string =>
  transportNames.map((name) => `  --${name}: light-dark(${coloursOf(name).light}, ${coloursOf(name).dark});\n`).join('');

/** `--sse` and its like are the colours; whatever has the class of a transport finds its own in `--identity`. */
export const transportStyles = (): string =>
  [
    `:root {\n${properties((name) => transports[name].colours)}}\n`,
    `:root[data-projector="true"] {\n${properties((name) => transports[name].projector)}}\n`,
    ...transportNames.map((name) => `.${name} {\n  --identity: var(--${name});\n}\n`),
  ].join('\n');
