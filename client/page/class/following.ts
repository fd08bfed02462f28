/** Shows what the leading page shows, unless the visitor has left. */
import { effect, untracked } from '@preact/signals';
import { openPlace } from '../place.ts';
import { followed } from './role.ts';
import { show } from './view.ts';

/** For as long as the page lives. A repeated message moves nothing, because the visitor may have moved on in between. */
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
