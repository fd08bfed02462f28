import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { frame } from '../frame.ts';
import { Foldable } from '../ui/foldable.tsx';

/** Milliseconds between two updates of an open table. */
const pace = 1_000;

/** Opens a table under its picture; it is made only while it is open. */
export function LiveTable({ table }: { table: () => ComponentChildren }) {
  const open = useSignal(false);
  const shown = useSignal<ComponentChildren>(undefined);
  useEffect(() => {
    if (!open.value) {
      shown.value = undefined;
      return;
    }
    let due = 0;
    return frame(() => {
      if (performance.now() < due) return;
      due = performance.now() + pace;
      shown.value = table();
    });
  }, [open.value]);
  return (
    <Foldable open={open} summary="Table">
      {shown.value}
    </Foldable>
  );
}
