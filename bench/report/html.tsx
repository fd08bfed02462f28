import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { Result } from '../result/result.ts';
import { Body } from './html/body.tsx';
import { icon, iconPolicy } from './html/icon.ts';
import { style } from './html/style.ts';
import type { Summary } from './summary.ts';

/** Saves the embedded result as a file. The page does nothing else. */
const script = `document.getElementById('download').addEventListener('click', () => {
  const text = document.getElementById('result').textContent;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = 'bench-result.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});`;

const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** JSON without blanks that can neither end its script element (HTML standard, section 4.12.1.3) nor break a line in JavaScript. */
export const embeddable = (result: Result): string => JSON.stringify(result).replace(/[<\u2028\u2029]/g, (character) => escapes[character] ?? '');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be loaded, and only these two inline texts may run (CSP 3, section 2.3.1). */
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; ${iconPolicy}; base-uri 'none'; form-action 'none'`;

/** The report as one file that opens anywhere, also from a disk without a network. */
export function formatHtml(summary: Summary): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What each transport costs</title>
${icon}
<style>${style}</style>
</head>
<body>
<main>${renderToString(<Body of={summary} />)}</main>
<script type="application/json" id="result">${embeddable(summary.result)}</script>
<script>${script}</script>
</body>
</html>
`;
}
