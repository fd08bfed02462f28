import { renderUnicodeCompact } from 'uqr';

/** What is printed for a class: who opens which address, and a code for cameras. Modules are drawn light on a dark terminal, as they are printed; cameras read it the other way round too. */
export function invitation(urls: readonly string[], token: string): string {
  const [first, ...others] = urls;
  if (first === undefined) return '';
  const also = others.length > 0 ? `  (or ${others.join(', ')})` : '';
  return [
    `For a class: ${first}${also}`,
    ...(token === '' ? [] : [`For the teacher, with control over the lab: ${first}/#token=${token}`]),
    renderUnicodeCompact(first, { border: 2 }),
  ].join('\n');
}
