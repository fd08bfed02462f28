/** In which language the lessons are. */
import { computed } from '@preact/signals';
import { labUrl } from '../lab-url.ts';
import { change, settings } from '../settings/store.ts';
import { chosenLanguage, type Language } from '../words/languages.ts';

/** A proxy may have put several labs on one origin. */
const key = `language of ${labUrl('')}`;

function kept(): readonly string[] {
  try {
    return [localStorage.getItem(key) ?? ''];
  } catch {
    // This browser keeps nothing for pages.
    return [];
  }
}

const preferred = [...kept(), ...navigator.languages];

/** The language of the URL; otherwise of this browser's storage; otherwise the browser's first preference that has words. */
export const language = computed((): Language => {
  const { language: asked } = settings.value;
  return asked === 'auto' ? chosenLanguage(preferred) : asked;
});

/** The visitor's choice: it is in the URL, and the browser keeps it. The language of a link from somebody else is not kept. */
export function chooseLanguage(chosen: Language): void {
  change({ language: chosen });
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // As above.
  }
}
