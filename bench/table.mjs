/** The figures of the runs as text: for the terminal and, in Markdown, for the documentation. */
import { judge, median, summary } from './stats.mjs';
import { AIMS, NETWORKS, VARIANTS } from './variants.mjs';

/** What the others are compared with: what loads the script and nothing else. */
export const BASE = 'b';

/**
 * A row for each variant that was run.
 *
 * @param {Record<string, object[]>} runs of one network, by the variant's key
 */
export function rowsOf(runs) {
  const of = (key, field) => runs[key].map((run) => run[field]);
  const base = runs[BASE] && median(of(BASE, 'time'));
  return VARIANTS.filter(({ key }) => runs[key]?.length > 0).map(({ key, name }) => {
    const time = summary(of(key, 'time'));
    return {
      key,
      name,
      time,
      ratio: base === undefined ? undefined : time.median / base,
      blocking: median(of(key, 'blocking')),
      busy: median(of(key, 'busy')),
      bytes: median(of(key, 'bytes')),
    };
  });
}

const HEAD = [
  '',
  'from click to `startSession`',
  'ms',
  'middle half',
  'least',
  `to ${BASE}`,
  'blocked',
  'busy',
  'KB',
];

const cells = ({ key, name, time, ratio, blocking, busy, bytes }) => [
  key,
  name,
  time.median.toFixed(0),
  `${time.low.toFixed(0)}–${time.high.toFixed(0)}`,
  time.least.toFixed(0),
  ratio === undefined ? '' : ratio.toFixed(3),
  blocking.toFixed(0),
  busy.toFixed(0),
  (bytes / 1024).toFixed(1),
];

/** A table in Markdown, whose columns also line up where it is read as text. */
export function table(head, rows, numbers) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => [...row[column]].length)));
  const pad = (cell, column) => {
    const space = ' '.repeat(widths[column] - [...cell].length);
    return numbers.includes(column) ? space + cell : cell + space;
  };
  const rule = widths.map((width, column) =>
    numbers.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const line = (row) => `| ${row.join(' | ')} |`;
  return [line(head.map(pad)), line(rule), ...rows.map((row) => line(row.map(pad)))].join('\n');
}

export const tableOf = (runs) => table(HEAD, rowsOf(runs).map(cells), [2, 3, 4, 5, 6, 7, 8]);

/** What each aim came to, of those whose variants were run. */
export function aimsOf(runs) {
  return AIMS.filter(({ of, to, network }) => runs[network]?.[of]?.length && runs[network]?.[to]?.length).map(
    (aim) => {
      const times = (key) => summary(runs[aim.network][key].map((run) => run.time));
      const [of, to] = [times(aim.of), times(aim.to)];
      return {
        ...aim,
        ...judge(aim, of.median, to.median),
        least: judge(aim, of.least, to.least).value,
      };
    },
  );
}

export function aimTable(runs) {
  const rows = aimsOf(runs).map(({ of, to, network, limit, most, value, least, met }) => {
    const ratio = limit !== undefined;
    const written = (figure) => (ratio ? figure.toFixed(3) : `${figure.toFixed(1)} ms`);
    return [
      ratio ? `${of} / ${to}` : `${of} − ${to}`,
      network === 'none' ? 'not throttled' : 'fast 4G',
      ratio ? `≤ ${limit.toFixed(2)}` : `≤ ${most} ms`,
      written(value),
      met ? 'met' : 'missed',
      written(least),
    ];
  });
  return table(['aim', 'network', 'wanted', 'of medians', '', 'of the fastest runs'], rows, [2, 3, 5]);
}

/** All tables, each under its heading. */
export const report = (runs) =>
  [
    ...Object.entries(runs).map(
      ([network, of]) => `### ${capital(NETWORKS[network].name)}\n\n${tableOf(of)}`,
    ),
    `### What the aims came to\n\n${aimTable(runs)}`,
  ].join('\n\n');

const capital = (text) => text[0].toUpperCase() + text.slice(1);
