import type { Exchange } from './exchange.js';

/** The broken rule: what was expected and what was received. */
export class Failure extends Error {
  override name = 'Failure';

  constructor(
    readonly expected: string,
    readonly received: string,
    readonly exchange?: Exchange,
    /** What else failed, of a rule with several cases. */
    readonly more: readonly Failure[] = [],
  ) {
    super(`expected ${expected}, received ${received}`);
  }
}

/** The rule does not apply to this backend. */
export class Skip extends Error {
  override name = 'Skip';
}

/**
 * Runs a rule's cases one after the other, and reports every case that failed. Stops at a case without a response, because
 * the next ones would take the time limit, too.
 *
 * @throws Failure the first one; `more` has the others
 */
export async function forEachCase<T>(cases: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const failures: Failure[] = [];
  for (const [index, each] of cases.entries()) {
    try {
      await run(each);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const expected = `${error.expected} (case ${index + 1} of ${cases.length})`;
      failures.push(cases.length > 1 ? new Failure(expected, error.received, error.exchange) : error);
      if (error.exchange?.problem) break;
    }
  }
  const [first, ...more] = failures;
  if (first) throw new Failure(first.expected, first.received, first.exchange, more);
}
