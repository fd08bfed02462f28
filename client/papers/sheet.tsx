/** Sheets of A4, and the document that they are in. */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Said } from './words.ts';

interface SheetProps {
  /** What kind of paper it is, at the edge of each sheet. */
  readonly kind: string;
  readonly title: string;
  /** `1/2` */
  readonly page: string;
  /** Of its text, in points. @default 10 */
  readonly size?: number;
  readonly children: ComponentChildren;
}

/** One side of a sheet. What may grow in it grows, so that none is half empty. */
export const Sheet = ({ kind, title, page, size, children }: SheetProps) => (
  <section class="sheet" style={size === undefined ? undefined : `font-size: ${size}pt`}>
    <header>
      <span>
        Transport Lab · {kind} · {title}
      </span>
      <span>{page}</span>
    </header>
    {children}
  </section>
);

/** Signs of a text in points, squared, that fill most of a sheet, with room for lines. */
const full = 228_000;

/** Chinese needs this much more room for a sign, and far fewer signs. */
const wide = 1.9;

/** In points, so that a short text does not leave its sheet half empty and a long one is not cut. */
export function sizeOf(content: ComponentChildren): number {
  const text = renderToString(<div>{content}</div>).replace(/<[^>]+>/g, '');
  const signs = text.length + (wide - 1) * (text.match(/\p{Script=Han}/gu)?.length ?? 0);
  return Math.round(Math.min(12, Math.max(8.8, Math.sqrt(full / signs))) * 10) / 10;
}

/** Lines to write on, as many as there is room for. @param least how many at least */
export const Lines = ({ least, label }: { readonly least: number; readonly label?: string }) => (
  <>
    {label && <p class="label">{label}</p>}
    <div class="lines" style={`min-height: calc(${least} * var(--line))`} />
  </>
);

/** A label, its colon, and what it is of. */
export const Labelled = ({
  label,
  said,
  children,
}: {
  readonly label: string | undefined;
  readonly said: Said;
  readonly children?: ComponentChildren;
}) => (
  <>
    <b>
      {label}
      {said.marks.colon.trimEnd()}
    </b>
    {said.marks.colon.endsWith(' ') && ' '}
    {children}
  </>
);

export const Tick = ({ children }: { readonly children: ComponentChildren }) => (
  <li>
    <span class="tick" /> {children}
  </li>
);

/** Markup on lines of its own, so that a change of a word is a line in a diff. Text has no `<` that is not markup. */
const inLines = (html: string): string =>
  html.replace(/<(section|header|h[123]|p|ul|ol|li|table|thead|tbody|tr|div|svg|text|path|\/section)\b/g, '\n<$1');

/** @param up from the file to the folder with the style sheet */
export const documentOf = ({ page }: Said, title: string, up: string, body: VNode): string => `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>
<link rel="stylesheet" href="${up}print.css">
</head>
<body>${inLines(renderToString(body))}
</body>
</html>
`;
