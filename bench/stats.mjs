/** Statistics over repeated runs. */

/**
 * The quantile of some values, with linear interpolation between neighbours.
 *
 * @param {readonly number[]} values in any order, at least one
 * @param {number} q from 0, the least value, to 1, the greatest
 */
export function quantile(values, q) {
  if (values.length === 0) throw new Error('quantile: no values');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const lower = Math.floor(position);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - lower);
}

export const median = (values) => quantile(values, 0.5);

/** The median, the quartiles and the least value. */
export const summary = (values) => ({
  median: median(values),
  min: quantile(values, 0),
  lower: quantile(values, 0.25),
  upper: quantile(values, 0.75),
});

/** The list in the order for a round: each round starts one item later. */
export const rotated = (list, round) => list.map((_, index) => list[(index + round) % list.length]);

/**
 * Compares two times with a target.
 *
 * @param {{ maxRatio?: number, maxDifference?: number }} target one of the two; the difference in ms
 * @param {number} of in ms
 * @param {number} to in ms
 */
export function compare({ maxRatio, maxDifference }, of, to) {
  const value = maxRatio === undefined ? of - to : of / to;
  return { value, met: value <= (maxRatio ?? maxDifference) };
}
