import { languageNames, ownNames } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import { chooseLanguage, language } from './language.ts';
import './language-choice.css';

/** Switches the language, also in the middle of a lesson; its run goes on. */
export const LanguageChoice = ({ words: { learn } }: { readonly words: Words }) => (
  <label class="language">
    {learn.language}{' '}
    <select
      value={language.value}
      onChange={({ currentTarget: { value } }) => {
        const chosen = languageNames.find((name) => name === value);
        if (chosen) chooseLanguage(chosen);
      }}
    >
      {languageNames.map((name) => (
        <option key={name} value={name} lang={name}>
          {ownNames[name]}
        </option>
      ))}
    </select>
  </label>
);
