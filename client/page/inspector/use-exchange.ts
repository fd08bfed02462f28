import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { TransportName } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import { frozen, frozenPicture, selected, shownTrack } from '../lanes/picture.ts';
import { fetchBytes } from '../telemetry/telemetry.ts';
import { laneOf } from '../track/lane-of.ts';
import { readTexts } from './detail.tsx';
import { type Dissection, dissect } from './dissection.ts';
import type { Choice } from './part-list.tsx';

/** Milliseconds that an exchange has to stay selected: a pointer that crosses the lanes selects many. */
const settled = 150;

/** An exchange, taken apart. */
interface OpenedExchange {
  readonly exchange: number;
  /** Whose it is: the first request of long-polling is one of polling. */
  readonly lane: TransportName;
  readonly dissection: Dissection;
  /** Bytes that the lab no longer keeps. */
  readonly cut: number;
}

const firstPart: Choice = { direction: 'up', part: 0 };

/** The exchange that is selected in the lanes, read from the lab. */
export interface SelectedExchange {
  /** The last one that could be read. */
  readonly opened: Signal<OpenedExchange | undefined>;
  /** Why the selected one could not be read; empty if it could. */
  readonly trouble: Signal<string>;
  readonly chosen: Signal<Choice>;
  /** The selected exchange has yet to be read. */
  readonly busy: boolean;
  readAgain(): void;
}

export function useExchange(): SelectedExchange {
  const opened = useSignal<OpenedExchange | undefined>(undefined);
  const trouble = useSignal('');
  const chosen = useSignal(firstPart);
  const times = useSignal(0);
  /** The exchange that was read last, or failed to be read. */
  const read = useSignal<number | undefined>(undefined);
  const open = async (exchange: number, signal: AbortSignal) => {
    try {
      const saved = frozenPicture()?.saved;
      const [{ up, down, cut }] = await Promise.all([saved ? saved.bytesOf(exchange) : fetchBytes(exchange), readTexts()]);
      if (signal.aborted) return;
      if (opened.peek()?.exchange !== exchange) chosen.value = firstPart;
      const dissection = dissect(up, down);
      opened.value = { exchange, lane: laneOf(shownTrack(), exchange) ?? dissection.transport, dissection, cut };
      trouble.value = '';
    } catch (error) {
      if (!signal.aborted) trouble.value = messageOf(error);
    } finally {
      if (!signal.aborted) read.value = exchange;
    }
  };
  useSignalEffect(() => {
    const exchange = selected.value;
    void times.value;
    // The bytes of a saved run are those of the displayed moment, and need no lab.
    const saved = frozen.value !== undefined && frozenPicture()?.saved;
    if (exchange === undefined) return;
    const over = new AbortController();
    const waiting = setTimeout(() => void open(exchange, over.signal), saved ? 0 : settled);
    return () => {
      over.abort();
      clearTimeout(waiting);
    };
  });
  const readAgain = () => {
    times.value += 1;
  };
  return { opened, trouble, chosen, busy: selected.value !== read.value, readAgain };
}
