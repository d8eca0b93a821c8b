/** Figures of many runs. */

/**
 * The value below which the part `q` of the sorted values lies, between two of them by proportion.
 *
 * @param {readonly number[]} values
 * @param {number} q from 0 to 1
 */
export function quantile(values, q) {
  if (values.length === 0) throw new Error('No values, no quantile.');
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

export const median = (values) => quantile(values, 0.5);

/** The median, where the middle half of the values lies, and the least: what it takes when nothing interferes. */
export const summary = (values) => ({
  median: median(values),
  least: quantile(values, 0),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});

/** The order of a round: the same for all rounds, but each begins one further on. */
export const rotated = (list, round) => list.map((_, index) => list[(index + round) % list.length]);

/**
 * What came of an aim: the ratio of two times, or their difference, and whether that is within bounds.
 *
 * @param {{ limit?: number, most?: number }} aim
 * @param {number} of
 * @param {number} to
 */
export function judge({ limit, most }, of, to) {
  const value = limit === undefined ? of - to : of / to;
  return { value, met: value <= (limit ?? most) };
}
