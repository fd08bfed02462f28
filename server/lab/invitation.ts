import { renderUnicodeCompact } from 'uqr';

/**
 * What is printed for a class: who opens which address, and a code for cameras. Modules are drawn light on a dark terminal, as they are printed; cameras read it the other way round too.
 * @param token for control; '' is none
 * @param readToken without which nobody reads; '' is none
 */
export function invitation(urls: readonly string[], token: string, readToken: string): string {
  const [first, ...others] = urls.map((url) => (readToken === '' ? url : `${url}/#token=${readToken}`));
  if (first === undefined) return '';
  const also = others.length > 0 ? `  (or ${others.join(', ')})` : '';
  return [
    `For a class: ${first}${also}`,
    ...(token === '' ? [] : [`For the teacher, with control over the lab: ${urls[0]}/#token=${token}`]),
    renderUnicodeCompact(first, { border: 2 }),
  ].join('\n');
}
