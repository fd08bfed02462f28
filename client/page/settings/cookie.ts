import { labUrl } from '../lab-url.ts';

/** Bytes that a browser accepts as one cookie, with some room for the name. */
const most = 4_000;
const names = ['lab-0', 'lab-1'];

/** Sends this many bytes of cookies with every request to this lab; they end with the browser. */
export function setCookie(bytes: number): void {
  const path = labUrl('').pathname;
  let left = bytes;
  for (const name of names) {
    const value = Math.min(left, most) - name.length - 1;
    // `; ` stands between two cookies.
    left = Math.max(0, left - most - 2);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page is not secure, and in other browsers
    document.cookie = value > 0 ? `${name}=${'x'.repeat(value)}; path=${path}; SameSite=Strict` : `${name}=; path=${path}; max-age=0`;
  }
}
