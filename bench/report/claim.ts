import { answerFraming } from '../model/framing.ts';
import { type ClaimLayer, chromiumReader, claim2010, claimLayers, headsOf } from '../model/index.ts';
import { answerHead } from '../model/server-heads.ts';

/** "871 bytes against 2" at one layer, in 2010 and today. */
export interface ClaimRow {
  readonly layer: ClaimLayer['layer'];
  readonly old: ClaimLayer;
  readonly today: ClaimLayer;
}

export const claimTitle = '871 bytes against 2';

/** What the table does not say by itself. */
export const claimSentence =
  'In 2010 WebSocket was promised to save 871 bytes for every 2. The claim sets the heads of a request and its answer, cookies included, against a frame header alone: ' +
  "it leaves out what both carry, and what a network adds to both. Today's column is the model of this lab with the heads that Chromium 156 sends, without cookies; each cookie would come on top.";

export const claimCaption = 'One notification by an exchange and by a WebSocket frame: 20 B of payload in 2010, 100 B here';

export const claimPeriods = { old: '2010', today: 'Chromium 156' } as const;

/** Bytes of a notification's JSON, and of its cursor. */
const here = { payload: 100, cursor: 'k3f9ab-42'.length };

/** Chromium's question and this lab's answer with one notification, against one frame. */
function layersToday(): ClaimLayer[] {
  const { payload, cursor } = here;
  const body = answerFraming(cursor) + payload;
  const { question } = headsOf(chromiumReader('localhost:3000'), 'polling');
  return claimLayers({ request: question + cursor, response: answerHead + String(body).length + answerFraming(cursor), payload, frame: 2 });
}

/** The claim, taken again at three layers. */
export function claimRows(): ClaimRow[] {
  const today = layersToday();
  return claimLayers(claim2010).map((old, index) => ({ layer: old.layer, old, today: today[index] ?? old }));
}
