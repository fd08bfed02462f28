/** The transports' colours for the page's style sheet, from the one list that page and report share. */
import { type Colours, colours, projectorColours } from '../bench/result/identity.ts';
import { type TransportName, transportNames } from '../server/stream/protocol.ts';

const properties = (table: Readonly<Record<TransportName, Colours>>): string =>
  transportNames.map((name) => `  --${name}: light-dark(${table[name].light}, ${table[name].dark});\n`).join('');

/** `--sse` and its like are the colours; whatever has the class of a transport finds its own in `--identity`. */
export const transportStyles = (): string =>
  [
    `:root {\n${properties(colours)}}\n`,
    `:root[data-projector="true"] {\n${properties(projectorColours)}}\n`,
    ...transportNames.map((name) => `.${name} {\n  --identity: var(--${name});\n}\n`),
  ].join('\n');
