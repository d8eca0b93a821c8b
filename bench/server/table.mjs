/** Formats the results as Markdown. */
import { median } from '../stats.mjs';

/** The server that the others are compared with. */
const BASELINE = 'JavaScript, Node.js';

/** @param {Record<string, Record<string, { perSecond: number, perProcessorSecond: number }[]>>} results */
export function tableOf(results) {
  const value = (name, operation, field) => median(results[name][operation].map((each) => each[field]));
  const rows = Object.keys(results[BASELINE]).flatMap((operation) =>
    Object.keys(results).map((name) => {
      const processor = value(name, operation, 'perProcessorSecond');
      const ratio = processor / value(BASELINE, operation, 'perProcessorSecond');
      const figures = [value(name, operation, 'perSecond'), processor].map((figure) => Math.round(figure));
      return `| ${[operation, name, ...figures, ratio.toFixed(2)].join(' | ')} |`;
    }),
  );
  const head = ['operation', 'server', 'per second', 'per second of processor time', 'ratio'];
  return [`| ${head.join(' | ')} |`, '| --- | --- | --: | --: | --: |', ...rows].join('\n');
}
