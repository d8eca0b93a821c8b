/** A repeatable random generator (xorshift, 32 bits): the same seed gives the same numbers. */
export class Random {
  #state;

  constructor(seed) {
    // Makes the states of neighbouring seeds differ. The state must not be 0, which xorshift maps to itself.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1;
    for (let round = 0; round < 8; round++) this.next();
  }

  /** A number from 0 to less than 1. */
  next() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** An integer from 0 to less than `limit`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** `true` with the given probability. */
  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** A shuffled copy of the list. */
  shuffled(list) {
    const result = [...list];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [result[last], result[other]] = [result[other], result[last]];
    }
    return result;
  }
}
