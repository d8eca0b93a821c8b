/** A command of `flow-widget-loader`. */
export interface Command {
  /** The text for `--help`. */
  readonly usage: string;
  /**
   * Runs the command.
   *
   * @param args the arguments after the command's name
   * @throws UsageError if an argument is not valid
   */
  run(args: string[]): Promise<void>;
}

/** An invalid argument. The message names it and what is expected. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Prints a message and makes the process exit with a code other than 0 when it ends. */
export function fail(message: string, exitCode = 1): void {
  console.error(message);
  process.exitCode = exitCode;
}

/**
 * Parses the value of an option.
 *
 * @throws UsageError if the text is not a whole number from 0 to `max`
 */
export function parseInteger(name: string, text: string, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= max)) throw new UsageError(`--${name} must be a whole number up to ${max}, not "${text}".`);
  return number;
}
