import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findTraced } from '../../../client/page/code/traced-lines.ts';
import { transportCode } from '../../../client/page/code/transports/index.ts';
import snippets from '../../../client/page/code/transports/snippets.json' with { type: 'json' };
import { sides } from '../../../client/page/code/transports/transport-code.ts';
import { transportNames } from '../../../server/stream/protocol.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('the snippets show for every transport how to read it by hand, and where a browser shows it', () => {
  expect(Object.keys(snippets)).toEqual([...transportNames]);
  for (const name of transportNames) {
    for (const { code } of snippets[name].snippets) expect(code).toMatch(new RegExp(`\\{(root|socket)\\}/stream/${name}`));
    expect(snippets[name].devTools).toMatch(/^Network, filter /);
  }
});

it('every line to be marked is in the code that runs', () => {
  for (const name of transportNames) {
    for (const side of sides) {
      const { files, traced } = transportCode[name][side];
      const text = files.map(({ path }) => read(path)).join('');
      expect([...findTraced(text, traced).keys()].sort(), `${name}, ${side}`).toEqual(traced.map(({ kind }) => kind).sort());
    }
  }
});
