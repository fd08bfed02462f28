import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { frame } from '../frame.ts';

/** Milliseconds between two renewals of a table that somebody reads. */
const pace = 1_000;

/** Opens a table under its picture; it is made only while it is open. */
export function LiveTable({ table }: { table: () => ComponentChildren }) {
  const open = useSignal(false);
  const shown = useSignal<ComponentChildren>(undefined);
  useEffect(() => {
    if (!open.value) return;
    let due = 0;
    return frame(() => {
      if (performance.now() < due) return;
      due = performance.now() + pace;
      shown.value = table();
    });
  }, [open.value]);
  return (
    <details
      class="twin"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
        shown.value = open.value ? table() : undefined;
      }}
    >
      <summary>Table</summary>
      {shown.value}
    </details>
  );
}
