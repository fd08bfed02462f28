import { isHostName } from '../stream/guard/host-names.ts';
import { normaliseOrigin } from '../stream/guard/origin.ts';
import { windowDefaults } from '../stream/log/memory-log.ts';
import { checkRedisUrl, isRedisKey } from '../stream/log/redis/options.ts';
import { choice, number, parsed, text, whole } from './command-line/kinds.ts';
import { flag, option, type Program, repeated } from './command-line/program.ts';
import { command, envFile, version } from './places.ts';

const source = 'a file, - for standard input, or sse: with an http or https URL that names no user, such as sse:http://localhost:3000/stream/sse';

/** @returns the text as it is; whether a file is there shows when it is opened */
function parseSource(given: string): string | undefined {
  if (!given.startsWith('sse:')) return given;
  const url = given.slice('sse:'.length);
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '', password: '' };
  return /^https?:$/.test(protocol) && username === '' && password === '' ? given : undefined;
}

/** @returns the URL as it is; whether a Redis is there shows when it is asked */
function parseRedis(given: string): string | undefined {
  try {
    checkRedisUrl(given);
    return given;
  } catch {
    return undefined;
  }
}

const secret = text('16 to 128 letters, digits and - . _ ~, or auto to draw one', 'secret', (given) => /^(auto|[\w.~-]{16,128})$/.test(given));

/** One row for each option of the lab: flags, variables, help and defaults are all read from here. */
export const options = {
  port: option(whole(0, 65_535), { default: 3_000, variable: 'PORT', description: 'port to listen on; 0 takes a free one' }),
  host: option(
    text('a name or an address', 'name', (given) => /^[\w.:-]+$/.test(given)),
    { default: 'localhost', variable: 'HOST', description: 'address to listen on; localhost is 127.0.0.1 and ::1' },
  ),
  ticker: option(number(0, 86_400, 'seconds', 's'), {
    default: 3,
    variable: 'TICKER',
    description: 'seconds between two notifications that the lab publishes by itself; 0 publishes none',
  }),
  source: repeated(parsed(source, 'what', parseSource), {
    variable: 'SOURCE',
    description: 'feed the log: - for NDJSON on standard input, a file of it, or sse:URL',
  }),
  redis: option(parsed('the URL of a Redis, such as redis://localhost:6379 or rediss://user:password@host:6379/0', 'url', parseRedis), {
    default: '',
    otherwise: 'none: the log is in memory',
    variable: 'REDIS_URL',
    description: 'keep the log in Redis (7 or newer, or Valkey), where several labs share it',
  }),
  redisKey: option(text('1 to 200 letters, digits and - _ . :', 'key', isRedisKey), {
    default: 'transport-lab',
    variable: 'REDIS_KEY',
    description: 'key of the log in Redis: labs with the same one share a log',
  }),
  window: option(whole(1, 10_000_000), { default: windowDefaults.maxCount, variable: 'WINDOW', description: 'notifications retained at most' }),
  windowBytes: option(whole(1, 2 ** 40), { default: windowDefaults.maxBytes, variable: 'WINDOW_BYTES', description: 'bytes retained at most' }),
  heartbeat: option(number(0, 3_600, 'seconds', 's'), {
    default: 15,
    variable: 'HEARTBEAT',
    description: 'seconds of silence before a heartbeat; 0 is never',
  }),
  stall: option(number(0.1, 3_600, 'seconds', 's'), {
    default: 30,
    variable: 'STALL',
    description: 'seconds without progress before a reader is given up, and for a WebSocket message to be finished',
  }),
  headersTimeout: option(number(0.1, 3_600, 'seconds', 's'), {
    default: 10,
    variable: 'HEADERS_TIMEOUT',
    description: 'seconds for a request head to arrive',
  }),
  maxConnections: option(whole(0, 1_000_000), {
    default: 0,
    variable: 'MAX_CONNECTIONS',
    description: 'open connections at most, others get 503; 0 is what the limit of open files allows',
  }),
  addressConnections: option(whole(0, 1_000_000), {
    default: 2_000,
    variable: 'ADDRESS_CONNECTIONS',
    description: 'open connections of one address at most, others get 503; 0 is no bound, and loopback has none',
  }),
  addressRequests: option(whole(0, 10_000_000), {
    default: 2_000,
    variable: 'ADDRESS_REQUESTS',
    description: 'requests a second of one address at most, others get 429; 0 is no bound, and loopback has none',
  }),
  addressPublishBytes: option(whole(0, 2 ** 40), {
    default: 8_388_608,
    variable: 'ADDRESS_PUBLISH_BYTES',
    description: 'bytes a second that one address publishes at most, the rest gets 429; 0 is no bound, and loopback has none',
  }),
  loopDelay: option(number(0, 60_000, 'milliseconds', 'ms'), {
    default: 0,
    variable: 'LOOP_DELAY',
    description: 'milliseconds that the event loop may be late before new streams and new pollers get 503; 0 is no bound',
  }),
  allowHost: repeated(text('a name or an address without scheme, port and wildcard, such as lab.test', 'name', isHostName), {
    variable: 'ALLOW_HOST',
    description: 'a further name that this server goes by',
  }),
  allowOrigin: repeated(
    text('an origin such as https://app.example, without path and wildcard', 'origin', (given) => normaliseOrigin(given) !== undefined),
    { variable: 'ALLOW_ORIGIN', description: 'a further origin that may publish and open WebSockets; null is files' },
  ),
  trustProxy: flag({
    variable: 'TRUST_PROXY',
    description: 'believe X-Forwarded-For, -Host and -Proto: only behind a proxy that sets or removes all three',
  }),
  weather: flag({
    default: true,
    variable: 'WEATHER',
    description: 'serve without the relay in front that makes distance and faults',
  }),
  rtt: option(number(0, 10_000, 'milliseconds', 'ms'), {
    default: 100,
    variable: 'RTT',
    description: 'milliseconds to the lab and back, which the relay makes',
  }),
  telemetryPort: option(whole(0, 65_535), {
    default: 0,
    variable: 'TELEMETRY_PORT',
    description: 'another port for the telemetry alone, where something in between does not let it pass at the first; 0 is none',
  }),
  readToken: option(secret, {
    default: '',
    otherwise: 'none: everybody who reaches the lab',
    variable: 'READ_TOKEN',
    description: 'only who has it, or that of --token, reads and publishes; auto draws one',
  }),
  token: option(secret, {
    default: '',
    otherwise: 'none',
    variable: 'TOKEN',
    description: 'gives whoever opens the page with it the right to break things; auto draws one',
  }),
  log: option(choice(['text', 'json'], 'format'), {
    default: 'text',
    variable: 'LOG',
    description: 'what happens meanwhile, on standard error: sentences, or an object of JSON a line',
  }),
  printConfig: flag({ description: 'print what would be used, as JSON, and end' }),
};

export const program = {
  command,
  summary: 'Transport Lab: one notification stream over polling, long-polling, SSE and WebSocket.',
  examples: [
    [command.replace(/ --$/, ''), 'the lab on http://localhost:3000'],
    [`${command} --port 8080 --ticker 0`, 'another port, and only what you publish'],
    [`${command} --no-weather`, 'without the 100 ms and the faults in front'],
    [`tail -f app.log | ${command} --source -`, 'every new line of a log file'],
    [`${command} --source events.ndjson`, 'a recorded file'],
    [`${command} --source sse:http://localhost:3000/stream/sse --port 3001`, "another lab's stream, or any public SSE feed"],
    [`${command} check sse:http://127.0.0.1:8080/events`, 'judge a server that you already run; check --help'],
  ],
  options,
  version: () => version(),
  notes: [`Flags win over the environment, the environment over ${envFile && `${envFile}, and ${envFile} over `}the defaults.`],
} satisfies Program;
