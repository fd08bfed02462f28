import { PeerError, quote } from '../../../stream/problem.ts';

/** @returns one of the values of a parameter, the first one if it is absent @throws PeerError */
export function chosen<Value extends string>(url: string, name: string, values: readonly [Value, ...Value[]]): Value {
  const given = new URL(url, 'http://localhost').searchParams.get(name) ?? values[0];
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  throw new PeerError('bad-request', `Expected ${name} to be one of ${values.join(', ')}; got ${quote(given)}. Choose one, or leave it out.`);
}
