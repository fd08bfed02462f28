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

/** What the URL says, otherwise what was chosen in this browser, otherwise the first of the browser's own that there are words in. */
export const language = computed((): Language => {
  const { language: asked } = settings.value;
  return asked === 'auto' ? chosenLanguage(preferred) : asked;
});

/** The visitor's choice: it stands in the URL, and the browser keeps it. A link that somebody sent is not kept. */
export function chooseLanguage(chosen: Language): void {
  change({ language: chosen });
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // As above.
  }
}
