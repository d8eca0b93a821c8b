/** A seeded pseudo-random number generator (32-bit xorshift): the same seed gives the same numbers. */
export class Random {
  #state;

  constructor(seed) {
    // Mixes the seed, so that neighbouring seeds give unrelated numbers. The state must not be 0, which xorshift maps
    // to 0.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1;
    for (let round = 0; round < 8; round++) this.next();
  }

  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** Returns an integer from 0 (inclusive) to `limit` (exclusive). */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** Returns `true` with the given probability. */
  chance(probability) {
    return this.next() < probability;
  }

  /** Returns a random item of the list. */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** Returns a shuffled copy of the list. */
  shuffled(list) {
    const result = [...list];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [result[last], result[other]] = [result[other], result[last]];
    }
    return result;
  }
}
