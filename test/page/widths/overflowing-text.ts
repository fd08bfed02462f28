/**
 * Runs in a page: finds text that is wider than its box or than the page. Text that can be scrolled sideways may be wider, and text for screen readers has no width.
 * @returns each such text once, with its box
 */
export function overflowingText(): string[] {
  const styles = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const known = styles.get(element) ?? getComputedStyle(element);
    styles.set(element, known);
    return known;
  };
  const boxes = new Map<Element, DOMRect>();
  const boxOf = (element: Element): DOMRect => {
    const known = boxes.get(element) ?? element.getBoundingClientRect();
    boxes.set(element, known);
    return known;
  };
  const page = document.documentElement;
  const sticksOut = ({ left, right }: DOMRect, box: DOMRect): boolean => right > box.right + 1 || left < box.left - 1;
  /** The innermost box that the piece of text sticks out of. */
  const tooNarrow = (parent: Element, piece: DOMRect): Element | undefined => {
    let narrow: Element | undefined;
    for (let box: Element | null = parent; box && box !== page; box = box.parentElement) {
      const { display, overflowX } = styleOf(box);
      if (overflowX === 'auto' || overflowX === 'scroll') return undefined;
      if (!narrow && display !== 'inline' && display !== 'contents' && sticksOut(piece, boxOf(box))) narrow = box;
    }
    return narrow ?? (piece.right > page.clientWidth + 1 || piece.left < -1 ? page : undefined);
  };
  const found = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const { parentElement: parent } = text;
    if (!parent || !text.textContent?.trim() || parent.closest('.unseen') || !parent.checkVisibility()) continue;
    range.selectNodeContents(text);
    const box = [...range.getClientRects()].map((piece) => tooNarrow(parent, piece)).find((one) => one !== undefined);
    const place = parent.closest('[data-round]');
    const where = place
      ? `${place.querySelector('h1')?.textContent}, ${place.getAttribute('data-round')}, ${place.getAttribute('data-phase')}: `
      : '';
    if (box) found.add(`${where}“${text.textContent.trim()}” sticks out of <${box.localName} class="${box.className}">`);
  }
  return [...found];
}
