/** Statistics over repeated runs. */

/**
 * Returns a quantile of the values, with linear interpolation between neighbours.
 *
 * @param {readonly number[]} values in any order, at least one
 * @param {number} q from 0 (the minimum) to 1 (the maximum)
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

/** Returns the median, the minimum and the lower and upper quartile. */
export const summary = (values) => ({
  median: median(values),
  min: quantile(values, 0),
  lower: quantile(values, 0.25),
  upper: quantile(values, 0.75),
});

/** Rotates the list to the left by `round` positions, so that each round starts with another item. */
export const rotated = (list, round) => list.map((_, index) => list[(index + round) % list.length]);

/**
 * Checks a time against a target relative to a baseline.
 *
 * @param {{ maxRatio?: number, maxDifference?: number }} target exactly one of the two; `maxDifference` in ms
 * @param {number} time in ms
 * @param {number} baseline in ms
 * @returns {{ value: number, met: boolean }} the ratio, or the difference in ms, and whether it is within the target
 */
export function compare({ maxRatio, maxDifference }, time, baseline) {
  const value = maxRatio === undefined ? time - baseline : time / baseline;
  return { value, met: value <= (maxRatio ?? maxDifference) };
}
