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
    ...Object.entries(ROWS)
      .filter(([name]) => name in before)
      .map(([name, title]) => [
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

const END = '<!-- end of figures -->';

/** Replaces an engine's figures in the file, which are between two marks. */
export async function writeFigures(file, result, { engine, seed, version, date }) {
  const page = await readFile(file, 'utf8');
  const mark = `<!-- figures: npm run soak -- --browser ${engine} --write -->`;
  const begin = page.indexOf(mark);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`${file} does not contain ${mark} and ${END}`);
  const text = [
    mark,
    `${date}, ${version}, seed ${seed}: ${format(result.sessions)} sessions, all of which ended as expected.`,
    measurements(result),
    // The cases have similar numbers of runs in all engines.
    ...(engine === 'chromium' ? [runs(result)] : []),
  ].join('\n\n');
  await writeFile(file, `${page.slice(0, begin)}${text}\n\n${page.slice(end)}`);
}
