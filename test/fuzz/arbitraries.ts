import fc, { type Arbitrary } from 'fast-check';
import { anyText } from '../support/any-text.ts';
import { frame } from '../support/raw-frames.ts';
import { get, handshake, rawRequest } from '../support/raw-text.ts';

const text = anyText({ maxLength: 70 });
const wellFormed = text.map((drawn) => encodeURIComponent(drawn.toWellFormed()));
const event = fc.oneof(text, fc.constantFrom('a', '__proto__', 'x'.repeat(65)));

/** Messages of a client over a WebSocket, and almost valid ones. */
export const almostMessage = fc.record(
  {
    type: fc.oneof(fc.constantFrom('publish', 'broadcast', 'subscribe', 'unsubscribe'), fc.jsonValue()),
    event: fc.oneof(event, fc.jsonValue()),
    data: fc.jsonValue(),
    at: fc.oneof(fc.double(), fc.jsonValue()),
    broadcast: fc.oneof(fc.boolean(), fc.jsonValue()),
    key: fc.oneof({ weight: 4, arbitrary: fc.stringMatching(/^[\w-]{16,64}$/) }, fc.constant('a'.repeat(16)), fc.jsonValue()),
    ref: fc.oneof(fc.string(), fc.double(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const json = fc.oneof(fc.jsonValue(), almostMessage, fc.array(almostMessage, { maxLength: 3 })).map((value) => JSON.stringify(value));
const almostJson = fc.oneof(
  { weight: 5, arbitrary: json },
  fc.tuple(json, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1))),
  text,
);

const path = fc.oneof(
  fc.constantFrom('/stream/polling', '/stream/long-polling', '/stream/sse', '/stream/websocket', '/publish', '/push', '/healthz', '/readyz'),
  fc.constantFrom('/', '/learn', '/report', '/sdk.js', '/try/chat', '/telemetry', '/stream', '/stream/other', '/../../etc/passwd', '//', '*'),
  wellFormed.map((name) => `/${name}`),
);
const parameter = fc.tuple(
  fc.constantFrom('after', 'event', 'broadcasts', 'hold', 'ticket', 'x'),
  fc.oneof(wellFormed, fc.constantFrom('', '%', '%zz', '%ff', 'now', 'earliest', 'only', '1', 'e-1', 'e--1', 'e-9007199254740993')),
);
const query = fc.array(parameter, { maxLength: 5 }).map((pairs) => (pairs.length > 0 ? `?${pairs.map((pair) => pair.join('=')).join('&')}` : ''));

/** The value of a header contains no line end, which would make it two headers. */
const value = anyText({ maxLength: 40 }).map((drawn) => drawn.replaceAll(/[\r\n\0]/g, ' '));
const header = fc.oneof(
  fc.tuple(
    fc.constantFrom('Origin', 'Host', 'Last-Event-ID', 'Authorization', 'Cookie', 'Content-Type', 'Accept', 'Range', 'X-Forwarded-For'),
    value,
  ),
  fc.constantFrom<[string, string]>(['Connection', 'Upgrade'], ['Upgrade', 'h2c'], ['Expect', '100-continue'], ['Content-Length', '3'], ['TE', 'x']),
  fc.constantFrom<[string, string]>(['Transfer-Encoding', 'chunked'], ['Host', 'evil.test'], ['Origin', 'null'], ['Sec-WebSocket-Version', '99']),
);
const method = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT');

const request = fc
  .tuple(method, path, query, fc.array(header, { maxLength: 4 }), fc.option(almostJson, { nil: '' }), fc.boolean())
  .map(([verb, place, asked, headers, body, isUpgrade]) => {
    const fields = { ...(isUpgrade && verb === 'GET' ? handshake : { 'Content-Type': 'application/json' }), ...Object.fromEntries(headers) };
    return Buffer.from(rawRequest(verb, place + asked, fields, Buffer.from(body).toString('latin1')), 'latin1');
  });

const upgrade = Buffer.from(get('/stream/websocket?broadcasts=only', handshake), 'latin1');
const anyFrame = fc.oneof(
  { weight: 3, arbitrary: almostJson.map((said) => frame(said)) },
  fc
    .tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(15), fc.boolean(), fc.boolean())
    .map(([payload, opcode, final, masked]) => frame(Buffer.from(payload), { opcode, final, masked })),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
);

/** Up to three requests on a connection, or a handshake with frames after it. */
export const arbitraries: Readonly<Record<'http' | 'websocket', Arbitrary<readonly Buffer[]>>> = {
  http: fc.array(request, { minLength: 1, maxLength: 3 }),
  websocket: fc.array(anyFrame, { minLength: 1, maxLength: 8 }).map((frames) => [upgrade, ...frames]),
};
