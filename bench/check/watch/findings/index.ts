import { eventStreamFindings } from './event-streams.ts';
import type { Finding } from './finding.ts';
import { httpFindings } from './http.ts';
import { pollFindings } from './polls.ts';
import { streamFindings } from './streams.ts';
import { webSocketFindings } from './web-sockets.ts';

export type { Finding } from './finding.ts';

/** The one list: judge, report and docs/check.md walk it. */
export const findings: readonly Finding[] = [...eventStreamFindings, ...streamFindings, ...webSocketFindings, ...pollFindings, ...httpFindings];
