import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { Pace, StagedPeer } from './stage.ts';

/** How notifications come: one per turn of the server's event loop, or twenty. */
export const regimes = { sparse: { burst: 1, perSecond: 50 }, burst: { burst: 20, perSecond: 8 } } as const;
export type Regime = keyof typeof regimes;

/** @returns the pace of a regime, slower for so many readers that they would need more than one processor */
export function paceOf(regime: Regime, readers: number, { seconds }: Settings): Pace {
  const { burst, perSecond } = regimes[regime];
  const rate = perSecond * Math.min(1, 500 / readers);
  return { burst, bursts: Math.ceil(seconds * rate), interval: 1_000 / rate };
}

/**
 * The first seconds measure the compiler. The pace is so slow that no reader falls behind a small window, because a skipped notification would be
 * waited for.
 */
export async function warmUp(staged: StagedPeer, readers: number): Promise<void> {
  await staged.stretch({ burst: 20, bursts: 20, interval: Math.max(5, readers / 40) }, readers);
  const bursts = Math.ceil(Math.min(150, 75_000 / Math.max(1, readers)));
  await staged.stretch({ burst: 1, bursts, interval: Math.max(4, readers / 100) }, readers);
}

/** Publishing without a reader, then each regime with all readers. @returns a reading's values by regime */
export async function readPush(staged: StagedPeer, asked: readonly Regime[]): Promise<Record<string, Reading['values']>> {
  const { settings } = staged;
  const { readers } = settings;
  await warmUp(staged, 0);
  const alone = new Map<Regime, number>();
  for (const regime of asked) {
    const { cpu, published } = await staged.stretch(paceOf(regime, readers, settings), 0);
    alone.set(regime, cpu / published);
  }
  await staged.stage.connect(readers);
  await warmUp(staged, readers);
  const found: Record<string, Reading['values']> = {};
  for (const regime of asked) {
    const seen = await staged.stretch(paceOf(regime, readers, settings), readers);
    const publish = alone.get(regime) ?? 0;
    found[regime] = {
      'µs/delivery': (seen.cpu - publish * seen.published) / seen.delivered,
      'µs/publish': publish,
      'bytes/delivery': seen.bytes / seen.delivered,
      'deliveries/s': (1_000 * seen.delivered) / seen.milliseconds,
      missing: seen.missing,
      'readers busy %': 100 * seen.busy,
    };
  }
  return found;
}
