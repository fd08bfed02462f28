import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { deeds, glowingLines } from '../../../client/page/code/glow.ts';
import { transportNames } from '../../../server/stream/protocol.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('finds every line that can glow in the code that runs', () => {
  for (const name of transportNames) {
    const polls = name.endsWith('polling');
    const client = read(polls ? 'client/stream/poll-loop.ts' : `client/stream/transports/${name}.ts`);
    // The events of SSE are framed in a file of their own, which the panel shows behind the transport's.
    const server = (name === 'sse' ? [name, 'event-framing'] : [name]).map((file) => read(`server/stream/transports/${file}.ts`)).join('');
    expect([...glowingLines(client, deeds[name].client).keys()], `${name}, client`).toEqual(deeds[name].client.map(({ kind }) => kind));
    expect([...glowingLines(server, deeds[name].server).keys()], `${name}, server`).toEqual(deeds[name].server.map(({ kind }) => kind));
  }
});
