import type { Lab } from '../../server/lab/lab.ts';

export const longPoll = (lab: Lab, query = '') => fetch(`${lab.url}/stream/long-polling${query}`);

export const at = (lab: Lab, seq: number) => lab.log.window.cursor(seq);
