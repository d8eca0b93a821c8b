import { readFile, writeFile } from 'node:fs/promises';
import { ROWS } from './measure.mjs';

const number = (value) => value.toLocaleString('en-US');

/** Lines of cells as a table of Markdown, which is one on a terminal as well; the first column is text. */
function table([head, ...lines]) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const row = (cells) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [row(head), row(rule), ...lines.map(row)].join('\n');
}

/** What was counted, with a mark behind what has grown. */
export function measurements({ measured: { before, after, afterFailures }, grown }) {
  const head = ['', ...[before, after, afterFailures].map(({ sessions }) => `after ${number(sessions)}`)];
  return table([
    head,
    ...Object.entries(ROWS).map(([name, title]) => [
      grown.includes(name) ? `${title}: GROWN` : title,
      ...[before, after, afterFailures].map((then) => number(then[name])),
    ]),
  ]);
}

/** How often each kind of end had its turn. */
export function turns({ turns }) {
  return table([
    ['how a session ends', 'turns'],
    ...Object.entries(turns).map(([kind, times]) => [kind, number(times)]),
  ]);
}

const MARKS = { begin: '<!-- figures: npm run soak -- --write -->', end: '<!-- end of figures -->' };

/** Puts the figures of a run where the page about it has its marks. */
export async function writeFigures(file, result, { seed, version, date }) {
  const page = await readFile(file, 'utf8');
  const begin = page.indexOf(MARKS.begin);
  const end = page.indexOf(MARKS.end);
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the figures: ${MARKS.begin}`);
  const text = [
    MARKS.begin,
    `${date}, Chromium ${version}, seed ${seed}: ${number(result.sessions)} sessions, each of which ended as it had to.`,
    measurements(result),
    turns(result),
  ].join('\n\n');
  await writeFile(file, `${page.slice(0, begin)}${text}\n\n${page.slice(end)}`);
}
