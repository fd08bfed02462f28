import type { TransportName } from '../../../server/stream/protocol.ts';
import type { RecordKind } from '../track/records.ts';
import type { End } from './sources.ts';

/** What a line of code does when it runs, as the track tells it. The first line of a file that matches is meant. */
interface Deed {
  readonly kind: RecordKind;
  readonly line: RegExp;
}

const asksByPoll: Deed = { kind: 'asks', line: /return ask\(/ };
const tells: Deed = { kind: 'delivered', line: /sink\.notification\(/ };

export const deeds: Readonly<Record<TransportName, Readonly<Record<End, readonly Deed[]>>>> = {
  polling: {
    client: [asksByPoll, tells],
    server: [
      { kind: 'asked', line: /parseQuestion\(request/ },
      { kind: 'answered', line: /answerPoll\(response/ },
    ],
  },
  'long-polling': {
    client: [asksByPoll, tells],
    server: [
      { kind: 'asked', line: /parked\.add\(/ },
      { kind: 'answered', line: /answerPoll\(this/ },
    ],
  },
  sse: {
    client: [{ kind: 'asks', line: /new question\.EventSource/ }, tells],
    server: [
      { kind: 'asked', line: /parseQuestion\(request/ },
      { kind: 'wrote', line: /notifications: \(entries\)/ },
    ],
  },
  websocket: {
    client: [{ kind: 'asks', line: /new question\.WebSocket/ }, tells],
    server: [
      { kind: 'asked', line: /server\.handleUpgrade/ },
      { kind: 'wrote', line: /notifications: \(entries\)/ },
    ],
  },
};

/** Lines of a file that can glow, by what makes them. @param text of the file */
export function glowingLines(text: string, deedsOfFile: readonly Deed[]): Map<RecordKind, number> {
  const lines = text.split('\n');
  return new Map(
    deedsOfFile.flatMap(({ kind, line }): [RecordKind, number][] => {
      const index = lines.findIndex((one) => line.test(one));
      return index < 0 ? [] : [[kind, index]];
    }),
  );
}
