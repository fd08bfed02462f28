/** Shows what the page shows that leads the class, unless the visitor has left. */
import { effect, untracked } from '@preact/signals';
import type { Lead } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { openPlace } from '../place.ts';
import { labState } from '../telemetry/telemetry.ts';
import { role } from './role.ts';
import { show } from './view.ts';

/** Whom this page follows. */
export function followed(): Lead | undefined {
  const lead = labState.value?.class.lead;
  const { id, left } = role.value;
  return lead && lead.id !== id && lead.id !== left ? lead : undefined;
}

/** For as long as the page lives. What is told twice moves nothing: in between the visitor may look at something else. */
export function keepFollowing(): void {
  let shown = '';
  effect(() => {
    const lead = followed();
    const now = lead ? JSON.stringify([lead.path, lead.query, lead.view]) : '';
    if (now === shown) return;
    shown = now;
    untracked(() => {
      if (!lead) return;
      openPlace(lead.path, lead.query);
      show(lead.view);
    });
  });
}
