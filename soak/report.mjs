import { readFile, writeFile } from 'node:fs/promises';
import { ROWS } from './measure.mjs';

const format = (value) => value.toLocaleString('en-US');

/** Returns a Markdown table that is also aligned in its source. The first column is text, the others are numbers. */
function table([head, ...lines]) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const row = (cells) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [row(head), row(rule), ...lines.map(row)].join('\n');
}

/** Returns the measurements as a table. Rows that have grown are marked. */
export function measurements({ measured: { before, after, afterTraps }, grown }) {
  const columns = [before, after, afterTraps];
  return table([
    ['', ...columns.map(({ sessions }) => `after ${format(sessions)}`)],
    ...Object.entries(ROWS).map(([name, title]) => [
      grown.includes(name) ? `${title}: GROWN` : title,
      ...columns.map((column) => format(column[name])),
    ]),
  ]);
}

/** Returns the number of runs of each case, as a table. */
export function runs({ runs }) {
  return table([
    ['how a session ends', 'runs'],
    ...Object.entries(runs).map(([name, count]) => [name, format(count)]),
  ]);
}

const MARKS = { begin: '<!-- figures: npm run soak -- --write -->', end: '<!-- end of figures -->' };

/** Replaces the figures in the file, which are between the two marks. */
export async function writeFigures(file, result, { seed, version, date }) {
  const page = await readFile(file, 'utf8');
  const begin = page.indexOf(MARKS.begin);
  const end = page.indexOf(MARKS.end);
  if (begin < 0 || end < begin) throw new Error(`${file} does not contain ${MARKS.begin} and ${MARKS.end}`);
  const text = [
    MARKS.begin,
    `${date}, Chromium ${version}, seed ${seed}: ${format(result.sessions)} sessions, all of which ended as expected.`,
    measurements(result),
    runs(result),
  ].join('\n\n');
  await writeFile(file, `${page.slice(0, begin)}${text}\n\n${page.slice(end)}`);
}
