/**
 * For what goes away when it is pressed: the focus goes to the next of its list, and does not fall to the top of the page.
 * @param otherwise selects what gets it where there is no next one
 */
export function passFocus(pressed: HTMLElement, otherwise: string): void {
  const next = pressed.closest('li')?.nextElementSibling?.querySelector('button');
  (next ?? document.querySelector<HTMLElement>(otherwise))?.focus();
}
