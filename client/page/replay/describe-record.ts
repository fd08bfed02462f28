import { milliseconds, number } from '../numbers.ts';
import type { TrackRecord } from '../track/records.ts';

const many = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'notification' : 'notifications'}`;

const sizeOf = ({ headers, framing, payload }: TrackRecord): string => `${number(headers + framing + payload)} bytes`;

function happened(record: TrackRecord): string {
  const { kind, seq, count, took, status } = record;
  switch (kind) {
    case 'published':
      return `${seq} is published`;
    case 'asks':
      return 'the page sends a request';
    case 'asked':
      return `the request arrives, ${sizeOf(record)}`;
    case 'answered':
      return `the server answers ${status}, ${sizeOf(record)}, with ${many(count)}`;
    case 'wrote':
      return count > 0 ? `the server writes ${many(count)} up to ${seq}, ${sizeOf(record)}` : `the server writes ${sizeOf(record)}`;
    case 'hears':
      return status >= 400 ? `the page is refused with ${status}` : 'the page hears the answer';
    case 'heard':
      return `the server hears ${sizeOf(record)}`;
    case 'delivered':
      return `${seq} is delivered, ${milliseconds(took)} after its publish time`;
    case 'doubled':
      return `${many(count)} came twice`;
    case 'missed':
      return `${many(count)} up to ${seq} were skipped`;
    case 'gap':
      return count > 0 ? `a gap: ${many(count)} up to ${seq} are lost, and the server says so` : 'a gap, into another log';
    case 'broke':
      return 'the connection is lost';
    case 'ended':
      return 'the connection ends at the server';
    case 'idle':
      return 'no stream runs';
    case 'silent':
      return 'nothing passes';
    case 'passes':
      return `data passes again, after ${milliseconds(took)}`;
  }
}

/** One event in words, with its lane. */
export const describeRecord = (record: TrackRecord): string => (record.lane ? `${record.lane}: ${happened(record)}` : happened(record));
