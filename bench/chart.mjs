/** Draws the times as an SVG bar chart: a panel for each condition, a bar for each variant. Supports dark mode. */
import { rowsOf } from './table.mjs';
import { CONDITIONS } from './variants.mjs';

const WIDTH = 760;
/** Left edge of the bars and length of the longest one, in px. */
const LEFT = 290;
const LONGEST = 380;
/** Heights of a row and of a panel's heading, in px. */
const ROW = 26;
const HEADING = 44;

const STYLE = `
  text { font: 13px system-ui, "Segoe UI", "Liberation Sans", sans-serif; fill: #14201d }
  .heading { font-weight: 600 }
  .value { font-variant-numeric: tabular-nums }
  .bar { fill: #8aa39d }
  .package { fill: #0b6b63 }
  .spread { stroke: #14201d; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e9f0ee }
    .bar { fill: #5d706b }
    .package { fill: #5fd0c3 }
    .spread { stroke: #e9f0ee }
  }
`;

/**
 * Returns the chart's SVG.
 *
 * @param {Record<string, Record<string, object[]>>} runs by condition and by the variant's key
 */
export function chart(runs) {
  const parts = [];
  let top = 0;
  for (const [condition, byVariant] of Object.entries(runs)) {
    const rows = rowsOf(byVariant);
    const scale = LONGEST / Math.max(...rows.map(({ time }) => time.upper));
    parts.push(text(0, top + 26, CONDITIONS[condition].name, 'heading'));
    rows.forEach((row, index) => {
      parts.push(...bar(row, top + HEADING + index * ROW, scale));
    });
    top += HEADING + rows.length * ROW + 16;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-labelledby="title">
<title id="title">Milliseconds from the click to the call of the widget, by condition and variant</title>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

function bar({ key, name, time }, y, scale) {
  const x = (ms) => (LEFT + ms * scale).toFixed(1);
  // Highlights the variants that use this package. The name of variant h refers to variant f.
  const highlight = /startSession|verify|^f,/.test(name) ? ' package' : '';
  const middle = y + 10;
  return [
    text(0, y + 14, `${key}  ${name.replaceAll('`', '')}`),
    `<rect class="bar${highlight}" x="${LEFT}" y="${y}" width="${Math.max(1, time.median * scale).toFixed(1)}" height="19" rx="3"/>`,
    `<line class="spread" x1="${x(time.lower)}" x2="${x(time.upper)}" y1="${middle}" y2="${middle}"/>`,
    text(Number(x(Math.max(time.upper, time.median))) + 8, y + 14, `${time.median.toFixed(0)} ms`, 'value'),
  ];
}

const text = (x, y, content, className) =>
  `<text x="${Number(x).toFixed(1)}" y="${y}"${className ? ` class="${className}"` : ''}>${escaped(content)}</text>`;

const escaped = (text) => text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
