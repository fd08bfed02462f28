/** Parses the text of a file into a run. The file may come from anywhere, so every value is checked. Pure. */
import { lessonIds } from '../../../server/lab/door-paths.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import { settingsFrom } from '../settings/url.ts';
import { recordKinds, type TrackRecord } from '../track/records.ts';
import { numbers } from '../track/ring.ts';
import { type Fields, fields, isFields, list, number, oneOf, optional, RunFileError, refuse, text } from './checking.ts';
import { bytesOfText, type Coded, decodeText } from './front-coding.ts';
import { readLoads } from './read-loads.ts';
import { readMoments } from './read-moments.ts';
import { mostBytes, type SavedExchange, type SavedLesson, type SavedRun, schema, version } from './saved-run.ts';

const [, ...others] = numbers;

/** Times are stored with four decimal places; a double of today's time has steps of 1/4096 ms. */
const snapped = (value: number): number => Math.round(value * 4_096) / 4_096;

function readRecords(value: unknown, start: number): TrackRecord[] {
  let last = Number.NEGATIVE_INFINITY;
  return list('records', value).map((row, index) => {
    const where = `records[${index}]`;
    const [time, kind, lane, ...cells] = list(where, row);
    const at = start + number(`${where}[0]`, time);
    if (at < last) refuse(where, `no earlier than the one before, at ${(last - start).toFixed(1)}: records stand in the order of time`, time);
    last = at;
    const amounts = others.map((name, place) => [name, snapped(number(`${where}.${name}`, cells[place] ?? 0))] as const);
    return {
      ...blank,
      ...Object.fromEntries(amounts),
      at,
      kind: oneOf(`${where}[1]`, kind, recordKinds),
      lane: optional(lane, (name) => oneOf(`${where}[2]`, name, transportNames)),
    };
  });
}

/** Milliseconds: a date is none beyond that (ECMA-262, section 21.4.1.1). */
const latest = 8.64e15;

const blank = { seq: 0, count: 0, exchange: 0, headers: 0, framing: 0, payload: 0, took: 0, status: 0, buffered: 0 };

function codedOf(where: string, value: unknown): Coded {
  const [like, head, middle, tail] = list(where, value);
  return [number(`${where}[0]`, like, -1), number(`${where}[1]`, head, 0), text(`${where}[2]`, middle), number(`${where}[3]`, tail, 0)];
}

function readExchanges(value: unknown, start: number): SavedExchange[] {
  const texts: string[] = [];
  const bytesOf = (where: string, coded: unknown): Uint8Array => {
    const decoded = decodeText(texts, codedOf(where, coded)) ?? refuse(where, 'made of a text before it', coded);
    texts.push(decoded);
    return bytesOfText(decoded) ?? refuse(where, 'a text with a character for each byte', coded);
  };
  return list('exchanges', value).map((row, index) => {
    const where = `exchanges[${index}]`;
    const [exchange, at, cut, up, down] = list(where, row);
    return {
      exchange: number(`${where}[0]`, exchange, 1),
      at: start + number(`${where}[1]`, at),
      cut: number(`${where}[2]`, cut, 0),
      up: bytesOf(`${where}[3]`, up),
      down: bytesOf(`${where}[4]`, down),
    };
  });
}

function readReader(value: unknown): KnownBrowser {
  const { host, agent, brands, platform, mobile, languages, cookie } = fields('reader', value);
  return {
    host: text('reader.host', host),
    agent: text('reader.agent', agent),
    platform: text('reader.platform', platform),
    mobile: mobile === true,
    cookie: text('reader.cookie', cookie),
    languages: list('reader.languages', languages).map((one) => text('reader.languages', one)),
    brands: list('reader.brands', brands).map((one) => {
      const { brand, version } = fields('reader.brands', one);
      return { brand: text('reader.brands.brand', brand), version: text('reader.brands.version', version) };
    }),
  };
}

/** @returns `undefined` for a lesson that this page does not have; the run can still be shown */
function readLesson(value: unknown): SavedLesson | undefined {
  const { id, round, measured } = fields('lesson', value);
  const known = lessonIds.find((one) => one === id);
  // NaN, a measure that did not happen, is null in JSON.
  const measures = Object.entries(fields('lesson.measured', measured)).map(([name, amount]) => [
    name,
    amount === null ? Number.NaN : number(`lesson.measured.${name}`, amount),
  ]);
  return known && { id: known, round: text('lesson.round', round), measured: Object.fromEntries(measures) };
}

function parse(content: string): Fields {
  try {
    const parsed: unknown = JSON.parse(content);
    if (isFields(parsed)) return parsed;
  } catch {
    throw new RunFileError('Expected a saved run, which is a file of JSON; this one is no JSON, or only a part of it.');
  }
  throw new RunFileError('Expected a saved run, which is an object of JSON; this file holds something else.');
}

/** Checks the file's kind and version. */
function known(file: Fields): Fields {
  if (file.schema !== schema) refuse('the file', `a saved run, with “schema”: “${schema}”`, file.schema);
  if (file.version === 1) {
    throw new RunFileError('Expected a saved run of version 2; got version 1, which has neither bytes nor cards. Save the run anew.');
  }
  if (file.version !== version) refuse('the version of the saved run', `${version}; a newer lab may have written it`, file.version);
  return file;
}

/** @throws RunFileError with a sentence for the visitor */
export function readRun(content: string): SavedRun {
  if (content.length > mostBytes) throw tooLarge(content.length);
  const file = known(parse(content));
  const start = number('start', file.start, 0);
  const records = readRecords(file.records, start);
  const moments = readMoments(file.moments, start);
  if (records.length === 0 || moments.length === 0) throw new RunFileError('Expected a saved run with records and moments; this one is empty.');
  const taken = start + number('end', file.end, 0);
  if (taken > latest) refuse('start', 'a time that is a date', file.start);
  const last = Math.max(records.at(-1)?.at ?? start, moments.at(-1)?.at ?? start);
  if (last > taken) refuse('end', `no earlier than the last record and moment, at ${(last - start).toFixed(1)}`, file.end);
  return {
    taken,
    browser: text('browser', file.browser),
    reader: optional(file.reader, readReader),
    settings: settingsFrom(fields('settings', file.settings)),
    lesson: optional(file.lesson, readLesson),
    loads: readLoads(file.loads),
    records,
    moments,
    exchanges: readExchanges(file.exchanges, start),
  };
}

/** @param size in bytes */
export const tooLarge = (size: number): RunFileError =>
  new RunFileError(`Expected a saved run of at most ${mostBytes / 1_048_576} MiB; got ${(size / 1_048_576).toFixed(1)} MiB.`);
