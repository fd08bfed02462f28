import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { deeds, glowingLines } from '../../../client/page/code/glow.ts';
import { transportNames } from '../../../server/protocol.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('finds every line that can glow in the code that runs', () => {
  for (const name of transportNames) {
    const polls = name.endsWith('polling');
    const client = read(polls ? 'client/stream/poll-loop.ts' : `client/stream/transports/${name}.ts`);
    const server = read(`server/transports/${name}.ts`);
    expect([...glowingLines(client, deeds[name].client).keys()], `${name}, client`).toEqual(deeds[name].client.map(({ kind }) => kind));
    expect([...glowingLines(server, deeds[name].server).keys()], `${name}, server`).toEqual(deeds[name].server.map(({ kind }) => kind));
  }
});
