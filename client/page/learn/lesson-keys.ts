/** Keys of a lesson: digits choose while a bet is open, `]` goes on, `L` lists all lessons. They come before those of the page. */
import { openPlace } from '../place.ts';
import { keysOn } from '../top/keys.ts';

const typing = 'input:not([type="range"], [type="radio"]), textarea, select, [contenteditable], dialog';

const element = (selector: string): HTMLElement | null => document.querySelector(`.lesson ${selector}`);

/** @returns whether this key was one of them */
function act(key: string): boolean {
  if (/^[1-9]$/.test(key)) {
    const options = document.querySelectorAll<HTMLElement>('.lesson .options input');
    options[Number(key) - 1]?.click();
    return options.length > 0;
  }
  if (key === ']') element('.primary:not(:disabled)')?.click();
  else if (key === 'l') openPlace('learn', '');
  else return false;
  return true;
}

/** @returns stops listening */
export function listenForLessonKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    const { target, key, altKey, ctrlKey, metaKey, repeat } = event;
    if (!keysOn.peek() || altKey || ctrlKey || metaKey || repeat || !(target instanceof Element) || target.closest(typing)) return;
    if (!act(key.toLowerCase())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('keydown', listen, { capture: true });
  return () => removeEventListener('keydown', listen, { capture: true });
}
