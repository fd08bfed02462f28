import { colours } from '../../result/identity.ts';
import { type ArmName, armNames } from '../../result/result.ts';

const hues = (theme: 'light' | 'dark'): string => armNames.map((arm) => `--${arm}: ${colours[arm][theme]};`).join(' ');

const light = `--ink: #14181d; --soft: #4b5563; --paper: #fff; --hair: #d5d9df; --grid: #e7eaee; --faint: #f5f6f8; ${hues('light')}`;
const dark = `--ink: #eceff3; --soft: #b0b8c3; --paper: #14171b; --hair: #363c45; --grid: #282d35; --faint: #1c2026; ${hues('dark')}`;

const armRules = (arm: ArmName): string =>
  `.mark.${arm} { fill: var(--${arm}); stroke: var(--${arm}); } .line.${arm} { stroke: var(--${arm}); } .dot.${arm} { fill: var(--${arm}); } ` +
  `.${arm}-text { fill: var(--${arm}); } .cell.${arm} { stroke: var(--${arm}); }`;

/** Light, dark and print. It loads no font, image or style sheet. */
export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 16px; }
h2 { font-size: 20px; margin: 0 0 8px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 8px; max-width: 76ch; }
section { border-top: 1px solid var(--hair); margin-top: 40px; padding-top: 24px; }
.lead { font-size: 18px; }
.contents { position: sticky; top: 0; z-index: 2; display: flex; gap: 4px 16px; overflow-x: auto; margin: 16px 0 0; padding: 8px 0; background: var(--paper); border-bottom: 1px solid var(--hair); font-size: 14px; white-space: nowrap; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: 3px; }
@media (min-width: 761px) { .contents { flex-wrap: wrap; } }
section { scroll-margin-top: 72px; }
.contents + section { border-top: 0; margin-top: 0; }
.verdicts { list-style: none; margin: 0 0 16px; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(520px, 100%), 1fr)); gap: 12px 32px; }
.verdicts a { font-size: 14px; color: var(--soft); }
.verdicts p { margin: 0; }
.verdicts p:not(.note) { font-weight: 600; }
.note, figcaption, summary { color: var(--soft); font-size: 14px; }
.verdict { font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0 0; font-size: 14px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, monospace; }
.scroll { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding: 4px 0; }
th, td { padding: 5px 10px 5px 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--grid); white-space: nowrap; }
thead th { vertical-align: bottom; font-weight: 600; white-space: normal; min-width: 64px; }
thead small { white-space: nowrap; }
th:first-child, td.text, th.text { text-align: left; }
tbody th { font-weight: 500; position: sticky; left: 0; background: var(--paper); }
small { color: var(--soft); font-size: 12px; font-weight: 400; display: block; }
.win { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
.wrong { color: #B42318; font-weight: 600; }
.glyph { display: inline-block; width: 20px; }
${armNames.map((arm) => `.glyph.${arm} { color: var(--${arm}); }`).join(' ')}
@media (prefers-color-scheme: dark) { .wrong { color: #F97066; } }
figure { margin: 16px 0; }
figure svg { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 0 32px; }
text { font: 13px system-ui, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums; }
.tick { fill: var(--soft); font-size: 12px; }
.axis { fill: var(--soft); }
.name { font-weight: 600; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
.grid { stroke: var(--grid); }
.line { fill: none; stroke-width: 2.25; }
.edge { stroke: var(--ink); stroke-width: 2; }
.dot { opacity: .4; }
.mark { stroke-width: 1.5; }
.model { stroke: var(--ink); stroke-width: 2; }
.part { stroke: var(--ink); stroke-width: 1; }
.part.headers { fill: var(--ink); }
.part.framing { fill: url(#hatch); }
.part.payload { fill: var(--faint); }
.cell { fill: none; stroke-width: 1; }
.hatch-line { stroke: var(--ink); stroke-width: 2; }
.hatch-ground { fill: var(--paper); }
.definitions { position: absolute; }
${armNames.map(armRules).join('\n')}
.mark.hollow { fill: var(--paper); }
button { font: inherit; color: inherit; background: var(--faint); border: 1px solid var(--hair); border-radius: 6px; padding: 6px 16px; cursor: pointer; }
@media (max-width: 760px) {
  main { padding: 24px 16px 48px; }
  h1 { font-size: 22px; }
  .lead { font-size: 16px; }
  th, td { padding-right: 12px; }
  .wide { display: none; }
  .narrow { display: block; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; ${light} }
  main { max-width: none; padding: 0; }
  body { font-size: 11pt; }
  table { font-size: 8pt; }
  th, td { padding-right: 6px; }
  small { font-size: 7pt; }
  thead th { min-width: 0; }
  thead small { white-space: normal; }
  .scroll { overflow: visible; }
  .wide { display: block; }
  .narrow { display: none; }
  .contents { display: none; }
  section { margin-top: 16px; padding-top: 8px; }
  .print-pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 16px; }
  figure { margin: 4px 0; }
  figure, table, tr, h2, h3, .verdicts li, .print-pair > div { break-inside: avoid; }
  .verdict { break-after: avoid; }
  .verdicts { grid-template-columns: 1fr 1fr; }
  h2, h3, caption { break-after: avoid; }
  button { display: none; }
  details > *:not(summary) { display: none; }
}
`;
