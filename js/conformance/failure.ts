import type { Exchange } from './exchange.js';

/** The broken rule: what was expected and what was received. */
export class Failure extends Error {
  override name = 'Failure';

  constructor(
    readonly expected: string,
    readonly received: string,
    readonly exchange?: Exchange,
  ) {
    super(`expected ${expected}, received ${received}`);
  }
}

/** The rule does not apply to this backend. */
export class Skip extends Error {
  override name = 'Skip';
}
