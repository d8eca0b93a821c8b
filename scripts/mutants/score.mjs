/**
 * The result of one change to the code.
 *
 * @typedef {object} Result
 * @property {string} file the path of the changed file
 * @property {string} change what was changed, without the line, so that it stays valid when lines move
 * @property {number} line
 * @property {boolean} noticed whether a test failed or hung
 */

/**
 * Compares the changes that no test has noticed with those that are listed with a reason.
 *
 * @param {Result[]} results
 * @param {{ file: string, change: string, reason: string }[]} listed
 */
export function compare(results, listed) {
  const isListed = ({ file, change }) => listed.some((one) => one.file === file && one.change === change);
  const survived = results.filter(({ noticed }) => !noticed);
  const counted = results.filter((result) => result.noticed || !isListed(result));
  const noticed = counted.filter((result) => result.noticed).length;
  const files = new Set(results.map(({ file }) => file));
  return {
    /** The share of the changes that the tests have noticed: of all, and of all but those that are listed. */
    raw: results.length === 0 ? 1 : noticed / results.length,
    score: counted.length === 0 ? 1 : noticed / counted.length,
    total: results.length,
    noticed,
    unlisted: survived.filter((result) => !isListed(result)),
    /** The entries of the list whose change the tests notice, or that does not exist any more. */
    stale: listed.filter(
      (one) =>
        files.has(one.file) &&
        !survived.some(({ file, change }) => one.file === file && one.change === change),
    ),
  };
}

/** Prints the score of a language and the changes to look at. Returns whether the score is at least `least`. */
export function report(language, results, listed, least) {
  const { raw, score, total, noticed, unlisted, stale } = compare(results, listed);
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  for (const { file, line, change } of unlisted) console.log(`survived: ${file}:${line}: ${change}`);
  for (const { file, change } of stale) console.log(`no survivor any more: ${file}: ${change}`);
  const byFile = Map.groupBy
    ? Map.groupBy(results, ({ file }) => file)
    : results.reduce((map, one) => map.set(one.file, [...(map.get(one.file) ?? []), one]), new Map());
  for (const [file, own] of byFile)
    console.log(`${file}: ${own.filter((one) => one.noticed).length} of ${own.length} noticed`);
  console.log(
    `${language}: the tests notice ${noticed} of ${total} changes (${percent(raw)}); ` +
      `without the survivors listed in tests/survivors.json: ${percent(score)}, at least ${percent(least)} needed`,
  );
  return score >= least;
}
