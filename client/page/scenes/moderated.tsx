import type { ComponentChildren } from 'preact';
import { hide, isHidden, moderates } from '../class/moderation.ts';
import { notifyOf } from '../notice.ts';

interface ModeratedProps {
  /** Of the notification that brought it. */
  readonly id: string;
  readonly children: ComponentChildren;
}

/** Text from a stranger, with a button for a teacher to hide it from all pages. */
export const Moderated = ({ id, children }: ModeratedProps) =>
  isHidden(id) ? (
    <span class="hint">Hidden by the teacher.</span>
  ) : (
    <>
      {children}
      {moderates() && (
        <button type="button" class="hide" title="Hides this line on all pages" onClick={() => hide(id).catch(notifyOf)}>
          Hide
        </button>
      )}
    </>
  );
