import type { Arm } from '../arms/arm.ts';
import { LongPollingClient } from '../arms/long-polling.ts';
import { PollingClient } from '../arms/polling.ts';
import type { ArmName } from '../result/result.ts';
import { dialectNamed } from './index.ts';
import { markedQuestions } from './marked-questions.ts';
import { MarkedEventStream, MarkedLines, MarkedWebSocket } from './marked-streams.ts';
import type { Spoken } from './spoken.ts';

/** The raw client of a transport, speaking the dialect of another server. @throws Error if the dialect does not have the transport */
export function spokenArm(name: ArmName, spoken: Spoken): Arm {
  const dialect = dialectNamed(spoken.dialect);
  const resumes = dialect[name]?.resumes ?? false;
  return { name, resumes, open: openerOf(name, spoken) };
}

function openerOf(name: ArmName, spoken: Spoken): Arm['open'] {
  const dialect = dialectNamed(spoken.dialect);
  if (name === 'tcp') return (...given) => new MarkedLines(...given);
  if (name === 'sse' && dialect.sse) return opener(MarkedEventStream, spoken, dialect.sse);
  if (name === 'websocket' && dialect.websocket) return opener(MarkedWebSocket, spoken, dialect.websocket);
  if (name === 'polling' && dialect.polling) {
    const questions = markedQuestions(name, spoken, dialect.polling);
    return (...given) => new PollingClient(...given, questions);
  }
  if (name === 'long-polling' && dialect['long-polling']) {
    const questions = markedQuestions(name, spoken, dialect['long-polling']);
    return (...given) => new LongPollingClient(...given, questions);
  }
  throw new Error(`Expected a transport that the dialect ${dialect.name} has; got ${name}.`);
}

const opener =
  (
    Client: typeof MarkedEventStream | typeof MarkedWebSocket,
    spoken: Spoken,
    speech: ConstructorParameters<typeof MarkedEventStream>[1],
  ): Arm['open'] =>
  (...given) =>
    new Client(spoken, speech, ...given);
