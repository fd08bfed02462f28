import { readFileSync } from 'node:fs';
import { parseResult } from '../result/result.ts';
import { type MeasuredCosts, measuredCosts, type RedisCostResult, type StormResult } from './measured.ts';

const read = (name: string): string => readFileSync(`bench/results/${name}.json`, 'utf8');

/** Costs from the committed results. */
export const committedCosts = (): MeasuredCosts =>
  measuredCosts(parseResult(read('reference')), JSON.parse(read('redis-cost')) as RedisCostResult, JSON.parse(read('storm')) as StormResult);
