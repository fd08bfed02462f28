import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { rem } from '../canvas.ts';
import { windowOf } from './dissection.ts';

/** A list that scrolls; lengths in `rem`. */
interface LongList {
  readonly rows: number;
  readonly rowHeight: number;
  readonly height: number;
  /** The row to scroll to when it changes, and how many rows from there on should be visible. */
  readonly current: number;
  readonly extent: number;
}

/** Only the rows in view are there, however long the list is. @param place the element that scrolls @returns the numbers of these rows */
export function useVirtualRows(place: RefObject<HTMLElement | null>, { rows, rowHeight, height, current, extent }: LongList): readonly number[] {
  const scrolled = useSignal(0);
  useEffect(() => {
    const view = place.current;
    const follow = () => {
      scrolled.value = (view?.scrollTop ?? 0) / rem();
    };
    view?.addEventListener('scroll', follow);
    return () => view?.removeEventListener('scroll', follow);
  }, []);
  useEffect(() => {
    const view = place.current;
    if (!view) return;
    const [top, end] = [current * rowHeight * rem(), (current + extent) * rowHeight * rem()];
    if (top < view.scrollTop) view.scrollTop = top;
    else if (end > view.scrollTop + view.clientHeight) view.scrollTop = end - view.clientHeight;
  }, [rows, current]);
  const [first, end] = windowOf(rows, rowHeight, scrolled.value, height);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
