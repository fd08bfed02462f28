import type { OutgoingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { serverThat } from '../support/foreign-server.ts';
import { startPolling } from './faulty-pollers.ts';
import { startSse } from './faulty-servers.ts';
import { foundIn, type Judged } from './look.ts';

const fine = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** A polling server to which nothing is published. */
const polled = async (http: RequestListener): Promise<Judged> => ({ endpoint: `polling:http://127.0.0.1:${await serverThat(http)}/` });

const polledWith = (fields: OutgoingHttpHeaders): Promise<Judged> =>
  polled((_request, response) => void response.writeHead(200, { ...fine, ...fields }).end('[]'));

describe('Pages of other origins:', () => {
  it('a server that allows one page of its own, whoever asks, lets no other read', async () => {
    const own = { 'Access-Control-Allow-Origin': 'https://app.example', 'Access-Control-Allow-Credentials': 'true' };
    expect(await foundIn(await polledWith(own))).toEqual([]);
  });

  it('a server that lets frames without an origin read is found', async () => {
    const anyFrame = { 'Access-Control-Allow-Origin': 'null', 'Access-Control-Allow-Credentials': 'true' };
    expect(await foundIn(await polledWith(anyFrame))).toEqual(['any-page-may-read']);
  });

  it('a server that refuses them altogether is judged', async () => {
    const strict = await polled(({ headers: { origin } }, response) => void response.writeHead(origin === undefined ? 200 : 403, fine).end('[]'));
    expect(await foundIn(strict)).toEqual([]);
  });

  it.each(Object.entries({ polling: startPolling, sse: startSse }))(
    '%s: the foreign page stays foreign where -H gives an origin',
    async (_, start) => {
      const judged = { ...(await start('any-page-may-read')), fields: [['origin', 'https://app.example']] as const };
      expect(await foundIn(judged)).toEqual(['any-page-may-read']);
    },
  );
});

describe('Caches:', () => {
  it('two lines of one name are one list', async () => {
    expect(await foundIn(await polledWith({ 'Cache-Control': ['no-store', 'no-transform'], Vary: ['*', 'Origin'] }))).toEqual([]);
    expect(await foundIn(await polledWith({ 'Cache-Control': 'private', Vary: ['*', 'Origin'] }))).toEqual([]);
  });

  it('what only those keep that many share is kept', async () => {
    expect(await foundIn(await polledWith({ 'Cache-Control': 'max-age=0, s-maxage=60' }))).toEqual(['cacheable']);
    expect(await foundIn(await polledWith({ 'Cache-Control': 'max-age=0, s-maxage=0' }))).toEqual([]);
  });
});
