/** A text, shortened if it is long, with its length. @param most characters that are shown */
export const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}… (${text.length.toLocaleString('en')} characters)` : text;
