import type { Peer, RunningPeer } from './peer.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { Pace, PeerStage } from './stage.ts';

/** How notifications come: one in a turn of the server's loop, or twenty. */
export const regimes = { sparse: { burst: 1, perSecond: 50 }, burst: { burst: 20, perSecond: 8 } } as const;
export type Regime = keyof typeof regimes;

/** @returns the pace of a regime, slower where so many readers would be more than one processor can be told */
export function paceOf(regime: Regime, readers: number, { seconds, payload }: Settings): Pace {
  const { burst, perSecond } = regimes[regime];
  const rate = perSecond * Math.min(1, 500 / readers);
  return { burst, bursts: Math.ceil(seconds * rate), interval: 1_000 / rate, payload };
}

/** The first seconds measure the compiler. Slow enough that nobody falls behind a small window: what was passed over would be waited for. */
export async function warmUp(stage: PeerStage, peer: Peer, running: RunningPeer, readers: number, { payload }: Settings): Promise<void> {
  await stage.stretch(peer, running, { burst: 20, bursts: 20, interval: Math.max(5, readers / 40), payload }, readers);
  const deliveries = Math.max(1, readers);
  const bursts = Math.ceil(Math.min(150, 75_000 / deliveries));
  await stage.stretch(peer, running, { burst: 1, bursts, interval: Math.max(4, readers / 100), payload }, readers);
}

/** One arm in one round: a fresh server, what publishing costs without a reader, then each regime with all of them. */
export function readPush(stage: PeerStage, peer: Peer, asked: readonly Regime[], settings: Settings, flags: readonly string[]): Promise<Reading[]> {
  const { readers } = settings;
  return stage.with(peer, flags, async (running) => {
    await warmUp(stage, peer, running, 0, settings);
    const alone = new Map<Regime, number>();
    for (const regime of asked) {
      const { cpu, published } = await stage.stretch(peer, running, paceOf(regime, readers, settings), 0);
      alone.set(regime, cpu / published);
    }
    await stage.open(peer, running, readers);
    await warmUp(stage, peer, running, readers, settings);
    const found: Reading[] = [];
    for (const regime of asked) {
      const seen = await stage.stretch(peer, running, paceOf(regime, readers, settings), readers);
      const publish = alone.get(regime) ?? 0;
      found.push({
        table: regime,
        arm: peer.name,
        values: {
          'µs/delivery': (seen.cpu - publish * seen.published) / seen.delivered,
          'µs/publish': publish,
          'bytes/delivery': seen.bytes / seen.delivered,
          'deliveries/s': (1_000 * seen.delivered) / seen.elapsed,
          missing: seen.expected - seen.delivered,
          'readers busy %': 100 * seen.generator,
        },
      });
    }
    return found;
  });
}
