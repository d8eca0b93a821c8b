/**
 * Generates the tables of docs/reliability.md from the rows.
 *
 *     node tests/browser/matrix/table.mjs            checks whether the document is up to date
 *     node tests/browser/matrix/table.mjs --write    updates it
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENGINES, expectedOf, ROWS, skipped, THEMES } from './rows.mjs';

const DOCUMENT = new URL('../../../docs/reliability.md', import.meta.url);
const [BEGIN, END] = ['<!-- rows: begin -->', '<!-- rows: end -->'];

/** Traces that usually stay in the page: the widget's script and the elements that the widget drew. */
const USUAL = ['script', 'drawing'];

/** Returns the text of the cell with the outcome. */
function gets({ outcome, value, states, left }, note) {
  const text = JSON.stringify(value);
  const outcomes = {
    resolves: value === undefined || value === null ? 'resolves' : `resolves with \`${text}\``,
    rejects:
      value === 'AbortError' ? 'rejects with `AbortError`' : `rejects with the page's own reason \`${text}\``,
  };
  const unusual = left.split(' ').filter((one) => one && !USUAL.includes(one));
  return [
    outcomes[outcome] ?? `\`${outcome}\``,
    states.replaceAll(' ', ' → '),
    note,
    unusual.length > 0 && `left: ${unusual.join(', ')}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Returns the text of the cell with the engines and the reasons for exceptions. */
function engines(row) {
  const names = Object.keys(ENGINES);
  const nameOf = (engine) => ENGINES[engine];
  const run = names.filter((engine) => !skipped(row, engine));
  const list = run.length === names.length ? 'all' : run.map(nameOf).join(', ');
  // Engines with the same reason share a clause.
  const reasons = [...new Set(names.map((engine) => skipped(row, engine)).filter(Boolean))];
  const without = reasons.map((reason) => {
    const skipping = names.filter((engine) => skipped(row, engine) === reason);
    return `not ${skipping.map(nameOf).join(' and ')}: ${reason}`;
  });
  const others = Object.entries(row.in ?? {}).map(
    ([engine, { why: reason }]) =>
      `${ENGINES[engine]}: ${gets(expectedOf(row, engine), row.in[engine].note)} (${reason})`,
  );
  return [[list, ...without].join('; '), ...others].join('. ');
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Returns the tables, one for each theme. */
export function tables() {
  return THEMES.map((theme) => {
    const rows = ROWS.filter((row) => row.theme === theme);
    const lines = rows.map((row) => {
      const usual = expectedOf(row);
      return `| ${[row.fault, gets(usual, row.note), engines(row)].map(cell).join(' | ')} |`;
    });
    const head = ['| fault | what the page gets | engines |', '| --- | --- | --- |'];
    return [`### ${theme.title}`, ...(theme.about ? [theme.about] : []), [...head, ...lines].join('\n')].join(
      '\n\n',
    );
  }).join('\n\n');
}

/** Returns the document with up-to-date tables. */
export function documentText(text = readFileSync(DOCUMENT, 'utf8')) {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/reliability.md has no ${BEGIN} … ${END}`);
  const counted = before.replace(/\*\*\d+ faults\*\*/, `**${ROWS.length} faults**`);
  return `${counted}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const wanted = documentText();
  if (process.argv.includes('--write')) writeFileSync(DOCUMENT, wanted);
  else if (wanted !== readFileSync(DOCUMENT, 'utf8')) {
    console.error('docs/reliability.md is out of date: node tests/browser/matrix/table.mjs --write');
    process.exitCode = 1;
  }
}
