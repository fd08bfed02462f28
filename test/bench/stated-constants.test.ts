import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { limit } from '../../bench/measures/ramp.ts';
import { tlsRecord } from '../../bench/model/tls.ts';
import { claims, method } from '../../bench/report/html/method.ts';
import { measures, silenceCycle } from '../../bench/result/measures.ts';
import { fairness } from '../../bench/run/environment.ts';
import { medianCoverage } from '../../bench/statistics/index.ts';
import { keepAliveTimeout } from '../../server/lab/express-server.ts';
import { sliceTime } from '../../server/stream/delivery/fan-out.ts';

const measuring = readFileSync(fileURLToPath(new URL('../../docs/measuring.md', import.meta.url)), 'utf8').replaceAll(/\s+/g, ' ');
const percent = (share: number) => `${Math.round(100 * share)} %`;

it.each([
  ['the limit of the knee', `is ${limit} ms above what the transport itself lets expect`],
  ['the cycle of silence', `long polls are held for ${silenceCycle} s and heartbeats come after ${silenceCycle} s there`],
  ['what TLS adds', `TLS 1.3 adds ${tlsRecord} bytes to each record`],
  ['what brackets hold', `${percent(medianCoverage(5))} with five, ${percent(medianCoverage(3))} with three, ${percent(medianCoverage(2))} with two`],
])('docs/measuring.md states the values of the code for %s', (_, sentence) => {
  expect(measuring).toContain(sentence);
});

it('the report states the values of the code', () => {
  expect(fairness['fan-out']).toContain(`slices of ${sliceTime} ms`);
  expect(fairness['keep-alive']).toContain(`for ${keepAliveTimeout / 1_000} s`);
  const told = [...claims, ...method, measures.bytes.lie].join('\n');
  expect(told).toContain(`TLS 1.3 adds ${tlsRecord} bytes to each record (5 of header, 1 of type, 16 of tag: RFC 8446, 5.2)`);
  expect(told).toContain(`with a hold and a heartbeat of ${silenceCycle} s`);
  // This value was not measured here.
  expect(told).not.toMatch(/seven times/);
});
