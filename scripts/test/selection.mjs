/** Thrown if the arguments name an unknown part or option, or filter anything but exactly one part. */
export class UsageError extends Error {
  name = 'UsageError';
}

/**
 * Parses the arguments after `npm test --`: names of parts, or one part with filters for its files and tests.
 *
 * @param {string[]} args
 * @param {string[]} names the parts; each word of a name such as `firefox rust` also selects it
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
    const given = filter.files[0] ?? `-g "${filter.name}"`;
    throw new UsageError(`${given}: filters work with exactly one part. The parts are: ${names.join(', ')}.`);
  }
  return { chosen: [...chosen], filter };
}
