import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { messageOf } from '../../server/lab/processes/failure.ts';
import { programOf } from '../fronts/programs.ts';
import type { MeasureName } from '../result/measures.ts';
import { type ViaName, vias } from '../result/vias.ts';

/** Of a server that is not the lab the bench sees what its clients see. */
const forForeign: readonly MeasureName[] = ['bytes', 'latency', 'capacity'];

/** Measures that a run takes only where somebody asks for them. */
const onDemand: readonly MeasureName[] = ['browser', 'via', 'compression'];

/** What a command line says of measures. */
interface Wanted {
  readonly measures?: readonly MeasureName[] | undefined;
  readonly browser: boolean;
  readonly compress: boolean;
  readonly via?: readonly ViaName[] | undefined;
}

/** @param usual measures of the effort @throws UsageError */
export function measuresOf({ measures, browser, compress, via }: Wanted, usual: readonly MeasureName[], isForeign: boolean): readonly MeasureName[] {
  requirePrograms(via ?? []);
  if (measures?.includes('via') && !via)
    throw new UsageError('Expected --via beside --measures via; got none. Say which ways: --via direct,nginx-h2,caddy-h2.');
  if (measures?.includes('compression') && !compress)
    throw new UsageError('Expected --compress beside --measures compression; got none. It measures a server of its own.');
  const base = via || compress ? [] : usual.filter((name) => !onDemand.includes(name) && (!isForeign || forForeign.includes(name)));
  const asked = measures ?? base;
  if (isForeign) requireForeign(asked);
  const own: readonly MeasureName[] = compress ? ['compression'] : via ? ['via'] : [];
  return [...new Set([...asked, ...(browser ? ['browser' as const] : []), ...own])];
}

function requireForeign(measures: readonly MeasureName[]): void {
  const refused = measures.find((name) => !forForeign.includes(name));
  if (refused === undefined) return;
  throw new UsageError(
    `Expected --measures to be of ${forForeign.join(', ')} for a server that is not the lab; got ${refused}. It looks into the server.`,
  );
}

/** A program that is missing must not be found out after minutes. */
function requirePrograms(names: readonly ViaName[]): void {
  for (const name of names) {
    const { front } = vias[name];
    try {
      if (front) programOf(front);
      if (front) programOf('openssl');
    } catch (error) {
      throw new UsageError(`--via ${name}: ${messageOf(error)}`);
    }
  }
}
