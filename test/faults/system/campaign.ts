import { type TransportName, transportNames } from '../../../client/stream/index.ts';
import { eventually } from '../../support/eventually.ts';
import { Books, kinds, type Mark, type Verdict } from '../books.ts';
import { type FaultKind, scheduleOf } from '../schedule.ts';
import { commitAll } from './acts.ts';
import { type Place, type PlaceOptions, startPlace } from './place.ts';
import { openReaders, type Reader, type ReaderOptions, type Recoveries } from './readers.ts';
import { Writers } from './writers.ts';

interface SystemCampaign extends PlaceOptions, ReaderOptions {
  readonly faults: number;
  /** Acknowledged publishes between two faults, on average. */
  readonly calm: number;
  /** A selection of the faults that the place has. @default all */
  readonly only?: readonly FaultKind[];
}

/** The faults and the findings of a campaign. */
export interface SystemTally {
  readonly published: number;
  readonly refused: number;
  readonly uncertain: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** `delivered` counts deliveries over this transport; all other values are sums over the readers that began with it. */
  readonly transports: Readonly<Record<TransportName, Verdict>>;
  /** Errors and attempts of the readers, by the transport that they began with. */
  readonly recoveries: Readonly<Record<TransportName, Recoveries>>;
}

/** Milliseconds until each reader must have the last publish. */
const patience = 60_000;

/** Kills processes and breaks connections of readers and writers on all four transports, and checks the deliveries with the books. */
export async function runSystemCampaign(options: SystemCampaign): Promise<SystemTally> {
  const place = await startPlace(options);
  const books = new Books();
  let readers: readonly Reader[] = [];
  try {
    readers = await openReaders(place, books, options);
    const writers = new Writers(
      books,
      transportNames.flatMap((name) => readers.find(({ transport }) => transport === name) ?? []),
    );
    const faults = scheduleOf(options.seed, options.faults, kindsFor(place, options.only), options.calm);
    try {
      await commitAll(faults, { place, readers, calm: (publishes) => writers.calm(publishes) });
    } finally {
      await writers.stop();
    }
    await catchUp(place, books, readers, options.forgetful);
    const { published, refused, uncertain } = books;
    return {
      published,
      refused,
      uncertain,
      faults: count(faults.map(({ kind }) => kind)),
      transports: judge(readers),
      recoveries: recoveriesOf(readers),
    };
  } finally {
    for (const reader of readers) reader.close();
    await place.close();
  }
}

/** @throws RangeError if none of them is possible in this place */
function kindsFor({ kinds: all }: Place, only: readonly FaultKind[] = []): readonly FaultKind[] {
  const wanted = all.filter((kind) => only.length === 0 || only.includes(kind));
  if (wanted.length === 0) throw new RangeError(`Expected faults that can happen here: ${all.join(', ')}; got ${only.join(', ')}.`);
  return wanted;
}

function recoveriesOf(readers: readonly Reader[]): Readonly<Record<TransportName, Recoveries>> {
  const sums = transportNames.map((name) => {
    const own = readers.filter(({ transport }) => transport === name).map(({ recoveries }) => recoveries);
    const errors = own.reduce((sum, { errors }) => sum + errors, 0);
    return [
      name,
      { errors, mostAttempts: Math.max(0, ...own.map(({ mostAttempts }) => mostAttempts)), closed: own.reduce((sum, { closed }) => sum + closed, 0) },
    ];
  });
  return Object.fromEntries(sums);
}

/** Publishes a last mark until it is acknowledged, and waits until each reader has it. */
async function catchUp(place: Place, books: Books, readers: readonly Reader[], forgetful: TransportName | undefined): Promise<void> {
  const last = await publishLast(books, readers);
  // Forgetful readers may miss that one, too.
  const late = () => readers.filter(({ account, transport }) => transport !== forgetful && !account.has(last));
  const states = () => late().map(({ stream, trouble }) => `${stream.transport}, ${stream.state}, at ${stream.cursor}, told ${trouble()}`);
  const said = () => place.nodes.map((node) => node.said.split('\n').slice(-6).join('\n')).join('\n');
  await eventually(
    () => `readers to have the last of ${books.published} publishes. Late: ${states().join('; ')}. Nodes said:\n${said()}`,
    () => late().length === 0,
    patience,
  );
}

async function publishLast(books: Books, readers: readonly Reader[]): Promise<Mark> {
  let mark: Mark | undefined;
  let n = 0;
  await eventually(
    'a last publish to be acknowledged',
    async () => {
      n += 1;
      const tried = { writer: transportNames.length, n };
      const id = await readers[0]?.stream.publish('mark', tried).then(
        (receipt) => receipt.id,
        () => undefined,
      );
      if (id === undefined) return false;
      books.acknowledge(id, tried);
      mark = tried;
      return true;
    },
    patience,
  );
  if (!mark) throw new Error('Expected the last publish to be acknowledged; it was not.');
  return mark;
}

function judge(readers: readonly Reader[]): Readonly<Record<TransportName, Verdict>> {
  const zero = () => Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<keyof Verdict, number>;
  const sums = Object.fromEntries(transportNames.map((name) => [name, zero()])) as Record<TransportName, Record<keyof Verdict, number>>;
  for (const { transport, account, delivered } of readers) {
    const verdict = account.judge();
    for (const kind of kinds.filter((counted) => counted !== 'delivered')) sums[transport][kind] += verdict[kind];
    for (const name of transportNames) sums[name].delivered += delivered[name];
  }
  return sums;
}

function count<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
