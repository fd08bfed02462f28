/** Every language that there are words in, as the first part of what `Intl` takes; the first is for who reads none of them. Each is a folder beside this file. */
export const languageNames = ['en', 'es', 'pt', 'ru', 'zh'] as const;
export type Language = (typeof languageNames)[number];

/** As who speaks it calls it: one finds one's own language in a list in any other. */
export const ownNames: Readonly<Record<Language, string>> = { en: 'English', es: 'Español', pt: 'Português', ru: 'Русский', zh: '简体中文' };

/** @param preferred as the browser lists them: `pt-BR`, `en` */
export function chosenLanguage(preferred: readonly string[]): Language {
  const wanted = preferred.map((name) => name.split('-')[0]?.toLowerCase());
  return wanted.flatMap((name) => languageNames.find((one) => one === name) ?? []).at(0) ?? languageNames[0];
}
