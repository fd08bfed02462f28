import { quote } from '../../../stream/problem.ts';
import { type Conditions, queueLimit, unimpaired } from '../weather/conditions.ts';
import { parseBallot, parseVote } from './ballot-command.ts';
import { parseBots } from './bots-command.ts';
import { parseClass } from './class-command.ts';
import { type Fields, fieldsOf, flagOf, known, matching, type Range, within } from './fields.ts';
import { type LabFault, type Schedule, type TelemetryCommand, tabPattern } from './messages.ts';
import { Refusal } from './refusal.ts';
import { parseServe } from './serve-command.ts';

/** The allowed range of each control; the page's own controls stay within it. */
const ranges = {
  rtt: [0, 10_000],
  jitter: [0, 10_000],
  bandwidth: [1, 1e9],
  idleTimeout: [0, 600_000],
  buffering: [0, queueLimit, 'whole'],
  seed: [0, 2 ** 32 - 1, 'whole'],
  seconds: [0.1, 600],
  rate: [0, 1_000],
  burst: [1, 1_000, 'whole'],
  payload: [16, 65_536, 'whole'],
} as const satisfies Readonly<Record<string, Range>>;

/** The most bytes of payload per second that a schedule may publish; more would fill the window within seconds. */
const payloadRate = 8 * 1024 * 1024;

/**
 * @param text a text frame from a page
 * @throws Refusal `bad-json` or `bad-message`
 */
export function parseTelemetryCommand(text: string): TelemetryCommand {
  const message = fieldsOf(parseJson(text), 'a command, {"type":…}');
  const parser = typeof message.type === 'string' ? parsers.get(message.type) : undefined;
  if (!parser) {
    throw new Refusal(
      'bad-message',
      `Expected \`type\` to be one of ${[...parsers.keys()].join(', ')}; got ${quote(message.type)}. See docs/telemetry.md.`,
    );
  }
  const ref = refOf(message);
  known(message, ['type', 'ref', ...parser.fields]);
  return { ...parser.parse(message), ...(ref !== undefined && { ref }) };
}

/** The `ref` of a message that may be wrong otherwise, for its refusal. */
export function refIn(text: string): number | undefined {
  try {
    return refOf(fieldsOf(JSON.parse(text), ''));
  } catch {
    return undefined;
  }
}

interface Parser {
  /** The fields of the message, beside `type` and `ref`. */
  readonly fields: readonly string[];
  parse(message: Fields): TelemetryCommand;
}

const parsers: ReadonlyMap<string, Parser> = new Map(
  Object.entries<Parser>({
    watch: { fields: ['tab'], parse: ({ tab }) => ({ type: 'watch', tab: matching('tab', tab, tabPattern, '1 to 64 letters, digits, - and _') }) },
    clock: { fields: ['sent'], parse: ({ sent }) => ({ type: 'clock', sent: within('sent', sent, [0, Number.MAX_SAFE_INTEGER]) }) },
    open: {
      fields: ['exchange'],
      parse: ({ exchange }) => ({ type: 'open', exchange: within('exchange', exchange, [1, Number.MAX_SAFE_INTEGER, 'whole']) }),
    },
    weather: { fields: ['set'], parse: ({ set }) => ({ type: 'weather', set: parseConditions(fieldsOf(set, '`set` to be conditions')) }) },
    fault: { fields: ['fault'], parse: ({ fault }) => ({ type: 'fault', fault: parseFault(fieldsOf(fault, '`fault` to be a fault, {"kind":…}')) }) },
    lift: { fields: [], parse: () => ({ type: 'lift' }) },
    serve: {
      fields: ['with'],
      parse: (message) => ({ type: 'serve', with: parseServe(fieldsOf(message.with, '`with` to be options of the streams')) }),
    },
    schedule: {
      fields: ['schedule'],
      parse: ({ schedule }) => ({ type: 'schedule', schedule: parseSchedule(fieldsOf(schedule, '`schedule` to be one')) }),
    },
    class: { fields: ['set'], parse: ({ set }) => ({ type: 'class', set: parseClass(fieldsOf(set, '`set` to say what changes')) }) },
    vote: { fields: ['lesson', 'round', 'vote', 'voter', 'bet'], parse: parseVote },
    ballot: { fields: ['lesson', 'round', 'do', 'open', 'closed'], parse: parseBallot },
    bots: { fields: ['bots', 'pollInterval', 'retry', 'first'], parse: (message) => ({ type: 'bots', ...parseBots(message) }) },
  }),
);

function parseConditions(fields: Fields): Partial<Conditions> {
  known(fields, Object.keys(unimpaired));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      // 0 is no limit; a fraction of a byte per second makes no sense.
      if (name === 'bandwidth' && value === 0) return [name, 0];
      return [name, name === 'swallowFrames' ? flagOf(name, value) : within(name, value, ranges[name as 'rtt'])];
    }),
  );
}

const faultKinds: readonly LabFault['kind'][] = ['cut', 'end', 'black-hole', 'stall', 'unavailable', 'restart'];

function parseFault(fields: Fields): LabFault {
  const kind = faultKinds.find((one) => one === fields.kind);
  if (!kind)
    throw new Refusal('bad-message', `Expected a fault's kind to be one of ${faultKinds.join(', ')}; got ${quote(fields.kind)}. Choose one.`);
  if (kind === 'cut' || kind === 'end') {
    known(fields, ['kind']);
    return { kind };
  }
  known(fields, kind === 'stall' ? ['kind', 'seconds', 'direction'] : ['kind', 'seconds']);
  const seconds = fields.seconds === undefined ? {} : { seconds: within('seconds', fields.seconds, ranges.seconds) };
  if (kind !== 'stall') return { kind, ...seconds };
  const { direction } = fields;
  if (direction !== 'up' && direction !== 'down') {
    throw new Refusal('bad-message', `Expected a stall's direction to be "up" or "down"; got ${quote(direction)}. Choose one.`);
  }
  return { kind, direction, ...seconds };
}

function parseSchedule(fields: Fields): Schedule {
  known(fields, ['rate', 'burst', 'payload', 'seed']);
  const schedule = {
    rate: within('rate', fields.rate, ranges.rate),
    burst: within('burst', fields.burst, ranges.burst),
    payload: within('payload', fields.payload, ranges.payload),
    seed: within('seed', fields.seed, ranges.seed),
  };
  const bytes = schedule.rate * schedule.payload;
  if (bytes <= payloadRate) return schedule;
  throw new Refusal(
    'bad-message',
    `Expected at most ${payloadRate} bytes of payload per second; got ${bytes}. Publish less often, or less at a time.`,
  );
}

const refOf = ({ ref }: Fields): number | undefined => (ref === undefined ? undefined : within('ref', ref, [0, Number.MAX_SAFE_INTEGER, 'whole']));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('bad-json', `Expected JSON; got ${text === '' ? 'nothing' : quote(text)}. Send one JSON object a message.`);
  }
}
