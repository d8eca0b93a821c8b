import fc from 'fast-check';

/** An index below `count`; shrinks towards 0. Unbiased: each index is equally likely. */
const index = (count) => fc.constantFrom(...Array(count).keys());
const binary = () => fc.string({ unit: 'binary', maxLength: 20 });
// No sparse arrays: those have up to 2^32 elements, and JSON alone needs seconds for them.
const anything = () =>
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withTypedArray: true,
  });

/** Random choices, which fast-check makes, replays and shrinks. A run can draw them at any time. */
export class Draw {
  #generate;
  #picked = [];

  /** @param generate a value of `fc.gen()` */
  constructor(generate) {
    this.#generate = generate;
  }

  /** A whole number from 0 up to, but not including, `count`. */
  below(count) {
    return this.#generate(index, count);
  }

  pick(list) {
    const item = list[this.below(list.length)];
    this.#picked.push(item);
    return item;
  }

  /** Describes the picked items, in order: how the call was generated. */
  get description() {
    return this.#picked.map(describe).join(' · ');
  }

  /** Returns true with the probability `share`, rounded to 0.01. Shrinks to false. */
  chance(share) {
    return this.below(100) >= Math.round(100 * (1 - share));
  }

  /** Any number, NaN and the infinities included. */
  number() {
    return this.#generate(fc.double);
  }

  /** Any short text, lone surrogates included. */
  text() {
    return this.#generate(binary);
  }

  /** A value of any built-in type, without getters or Proxy traps. */
  anything() {
    return this.#generate(anything);
  }
}

/** Returns a short text for an item: of a function its source, of an object its type. */
function describe(item) {
  if (typeof item === 'string') return JSON.stringify(item).slice(0, 60);
  try {
    if (typeof item === 'function')
      return Function.prototype.toString.call(item).replaceAll(/\s+/g, ' ').slice(0, 80);
    return Object(item) === item ? Object.prototype.toString.call(item) : String(item);
  } catch {
    return `a ${typeof item} that cannot be described`;
  }
}
