import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { ServedPage } from '../digest-messages.ts';
import { icon, iconPolicy } from './icon.ts';
import { style } from './style.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Sends a dropped or chosen file to the server, which answers with a comparison. The server has escaped it, and no script in it could run. */
const dropScript = `{
  const [said, place] = ['said', 'compared'].map((id) => document.getElementById(id));
  const take = async (file) => {
    said.textContent = 'Reading ' + file.name + ' …';
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch('report/dropped?compare', { method: 'POST', headers, body: file }).catch((error) => ({ ok: false, json: () => ({ detail: error.message }) }));
    const { html, detail } = await response.json();
    said.textContent = response.ok ? (html ? '' : 'It is a result. There is no other to compare it with: save it in bench/results to see it here.') : detail;
    if (html) place.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  };
  document.getElementById('file').addEventListener('change', ({ target }) => target.files[0] && take(target.files[0]));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
}`;

const bar = (dropping: boolean): string =>
  renderToString(
    <nav>
      <a href="./" target="_top">
        To the lab
      </a>
      {dropping && (
        <>
          <p>
            <label>
              Drop another result here to compare, or choose one: <input type="file" id="file" accept="application/json,.json" />
            </label>{' '}
            <output id="said" />
          </p>
          <div id="compared" />
        </>
      )}
    </nav>,
  );

const scriptOf = (dropping: boolean): string => (dropping ? `<script>${dropScript}</script>` : '');

/** The bench's own page has a policy for opening it from a disk. Here the server's policy replaces it, which also allows requests to the server. */
const ownPolicy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n?/;

const policyOf = (directives: string): string =>
  `${directives.replace('script-src', `script-src ${hash(dropScript)}`)}; connect-src 'self'; frame-ancestors 'self'`;

/** @param html from `formatHtml` of the bench @param dropping whether a visitor may send another result */
export function servedReport(html: string, dropping: boolean): ServedPage {
  const policy = ownPolicy.exec(html)?.[1];
  if (policy === undefined) throw new Error('Expected a report with a content security policy; got one without.');
  return {
    html: html
      .replace(ownPolicy, '')
      .replace('<main>', () => `<main>\n${bar(dropping)}`)
      .replace(/<\/body>\s*<\/html>\s*$/, () => `${scriptOf(dropping)}\n</body>\n</html>\n`),
    policy: policyOf(policy),
  };
}

const noResult = 'There is no bench result in bench/results yet. This command makes one in about six minutes:';
const line = 'npm run bench -- --json bench/results/mine.json';

/** Explains how to make a result. */
export function emptyReport(dropping: boolean): ServedPage {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>No result yet</title>
${icon}
<style>${style}</style>
</head>
<body>
<main>
${bar(dropping)}
<h1>No result yet</h1>
<p>${noResult}</p>
<p><code>${line}</code></p>
</main>
${scriptOf(dropping)}
</body>
</html>
`;
  return { html, policy: policyOf(`default-src 'none'; style-src ${hash(style)}; script-src; ${iconPolicy}; base-uri 'none'; form-action 'none'`) };
}
