/** A command line that names no part, or filters where it cannot. */
export class UsageError extends Error {
  name = 'UsageError';
}

/**
 * Reads what follows `npm test --`: names of parts, or one part with filters for what is in it.
 *
 * @param {string[]} args
 * @param {string[]} names the parts; one of several words also answers to each of them
 * @returns {{ chosen: string[], filter: { files: string[], name?: string } }} `chosen` is empty for all parts
 * @throws {UsageError}
 */
export function readSelection(args, names) {
  const matching = (word) => names.filter((name) => name === word || name.split(' ').includes(word));
  const chosen = new Set();
  const filter = { files: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    const parts = filter.files.length === 0 ? matching(word) : [];
    if (word === '-g' || word === '--grep') {
      at += 1;
      if (!args[at]) throw new UsageError(`${word} needs the name of a test, or a part of it.`);
      filter.name = args[at];
    } else if (word.startsWith('-')) {
      throw new UsageError(`Unknown option: ${word}`);
    } else if (parts.length > 0) {
      for (const name of parts) chosen.add(name);
    } else if (chosen.size === 0) {
      throw new UsageError(`Unknown part: ${word}. The parts are: ${names.join(', ')}.`);
    } else {
      filter.files.push(word);
    }
  }
  if (chosen.size !== 1 && (filter.files.length > 0 || filter.name)) {
    const what = filter.files[0] ?? `-g "${filter.name}"`;
    throw new UsageError(`${what}: filters work with exactly one part. The parts are: ${names.join(', ')}.`);
  }
  return { chosen: [...chosen], filter };
}
