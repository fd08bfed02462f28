import { type ClaimLayer, claim2010, claimLayerNames, claimLayers, claimOn, pathCosts } from '../model/index.ts';

/** "871 bytes against 2" at one layer, in 2010 or today, on one path. */
export interface ClaimRow extends ClaimLayer {
  readonly period: string;
}

export const claimTitle = '871 bytes against 2';

/** The explanation below the table. */
export const claimSentence =
  'In 2010 WebSocket was promised to save 871 bytes for every 2, "500 to 1". The claim compares the heads of a request and its answer, cookies included, with a frame header alone: ' +
  "it leaves out the payload that both carry, and the headers that a network adds to both. Today's rows are the model of this lab with the heads that Chromium 156 sends, without cookies; each cookie would add to them. " +
  'Over HTTP/2 a head that was sent before takes a byte or two for each field, so that most of the claim is gone before the network is counted.';

export const claimCaption = 'One notification by an exchange and by a WebSocket frame: 20 B of payload in 2010, 100 B here';

/** Bytes of a notification's JSON, and of its cursor; and a version for the model. */
const here = { payload: 100, cursor: 'k3f9ab-42'.length, version: '1.22.1' };

const cases = {
  '2010': claim2010,
  'HTTP/1.1': claimOn(pathCosts('direct', here), here.payload),
  'HTTP/1.1, TLS, nginx': claimOn(pathCosts('nginx', here), here.payload),
  'HTTP/2, nginx': claimOn(pathCosts('nginx-h2', here), here.payload),
  'HTTP/2, Caddy': claimOn(pathCosts('caddy-h2', here), here.payload),
} as const;

/** The claim, computed again at each layer on each path. */
export function claimRows(): ClaimRow[] {
  const all = Object.entries(cases).flatMap(([period, sizes]) => claimLayers(sizes).map((layer): ClaimRow => ({ period, ...layer })));
  return claimLayerNames.flatMap((name) => all.filter(({ layer }) => layer === name));
}
