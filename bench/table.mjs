/** Formats the results as Markdown, for the terminal and for docs/performance.md. */
import { compare, median, summary } from './stats.mjs';
import { BASELINE, CONDITIONS, TARGETS, VARIANTS } from './variants.mjs';

/**
 * Returns one row for each variant that was run.
 *
 * @param {Record<string, object[]>} runs under one condition, by the variant's key
 */
export function rowsOf(runs) {
  const values = (key, field) => runs[key].map((run) => run[field]);
  const baseline = runs[BASELINE] && median(values(BASELINE, 'time'));
  return VARIANTS.filter(({ key }) => runs[key]?.length > 0).map(({ key, name }) => {
    const time = summary(values(key, 'time'));
    return {
      key,
      name,
      time,
      ratio: baseline === undefined ? undefined : time.median / baseline,
      blocking: median(values(key, 'blocking')),
      busy: median(values(key, 'busy')),
      bytes: median(values(key, 'bytes')),
    };
  });
}

const HEAD = ['', 'variant', 'ms', 'quartiles', 'min', `to ${BASELINE}`, 'blocking', 'busy', 'KB'];

const cells = ({ key, name, time, ratio, blocking, busy, bytes }) => [
  key,
  name,
  time.median.toFixed(0),
  `${time.lower.toFixed(0)}–${time.upper.toFixed(0)}`,
  time.min.toFixed(0),
  ratio === undefined ? '' : ratio.toFixed(3),
  blocking.toFixed(0),
  busy.toFixed(0),
  (bytes / 1024).toFixed(1),
];

/**
 * Returns a Markdown table whose columns are aligned in the source as well.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 * @param {number[]} right the indexes of the columns that are aligned to the right
 */
export function table(head, rows, right) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => [...row[column]].length)));
  const pad = (cell, column) => {
    const space = ' '.repeat(widths[column] - [...cell].length);
    return right.includes(column) ? space + cell : cell + space;
  };
  const rule = widths.map((width, column) =>
    right.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const line = (row) => `| ${row.join(' | ')} |`;
  return [line(head.map(pad)), line(rule), ...rows.map((row) => line(row.map(pad)))].join('\n');
}

/** Returns the targets whose variants were run: `value` and `met` by the medians, `min` by the fastest runs. */
export function resultsOf(runs) {
  const tested = TARGETS.filter(({ of, to, condition }) =>
    [of, to].every((key) => runs[condition]?.[key]?.length > 0),
  );
  return tested.map((target) => {
    const times = (key) => summary(runs[target.condition][key].map((run) => run.time));
    const [of, to] = [times(target.of), times(target.to)];
    return {
      ...target,
      ...compare(target, of.median, to.median),
      min: compare(target, of.min, to.min).value,
    };
  });
}

/** Returns the Markdown table of the targets and their results. */
export function targetTable(runs) {
  const rows = resultsOf(runs).map(({ of, to, condition, maxRatio, maxDifference, value, min, met }) => {
    const isRatio = maxRatio !== undefined;
    const format = (figure) => (isRatio ? figure.toFixed(3) : `${figure.toFixed(1)} ms`);
    return [
      isRatio ? `${of} / ${to}` : `${of} − ${to}`,
      CONDITIONS[condition].short,
      isRatio ? `≤ ${maxRatio.toFixed(2)}` : `≤ ${maxDifference} ms`,
      format(value),
      met ? 'met' : 'missed',
      format(min),
    ];
  });
  return table(
    ['variants', 'condition', 'target', 'by medians', 'result', 'by fastest runs'],
    rows,
    [2, 3, 5],
  );
}

/** Returns all tables, each under its heading. */
export function report(runs) {
  const sections = Object.entries(runs).map(([condition, byVariant]) => {
    const { name } = CONDITIONS[condition];
    const rows = rowsOf(byVariant).map(cells);
    return `### ${name[0].toUpperCase()}${name.slice(1)}\n\n${table(HEAD, rows, [2, 3, 4, 5, 6, 7, 8])}`;
  });
  return [...sections, `### Targets\n\n${targetTable(runs)}`].join('\n\n');
}
