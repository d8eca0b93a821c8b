import { Hostile } from './values.js';

/** `Values` methods whose values a field may accept. Arbitrary values alone would rarely pass the validation. */
const ACCEPTED = {
  ...{ id: ['thenable', 'callable', 'text'], session_id: ['thenable', 'callable', 'text'] },
  ...{
    selector: ['text'],
    container: ['ofThePage'],
    locale: ['text'],
    signal: ['signal'],
    timeouts: ['object'],
  },
  ...{
    src: ['text', 'list'],
    nonce: ['text'],
    integrity: ['text'],
    referrerPolicy: ['text'],
    retries: ['number'],
  },
  ...{ endpoint: ['text'], metadata: ['any'], headers: ['object', 'list'], onState: ['callable'] },
  ...{ preflight: ['any'], unknown: ['any'], backend: ['object'], watch: ['any'], resume: ['any'] },
  ...{ dialog: ['object'] },
};

/** Generates configs that are valid except for some fields. */
export class Configs {
  constructor(values) {
    this.values = values;
    this.draw = values.draw;
  }

  /**
   * @param {object} good a valid config
   * @param {string[]} fields the fields that can become hostile
   * @param {string[]} keep the fields that stay valid, because they end the call
   */
  any(good, fields, keep) {
    const { draw, values } = this;
    const how = draw.below(100);
    // An arbitrary value replaces the config in few calls, because it rarely passes the validation.
    if (how >= 88) {
      values.endless = true;
      return values.any(3);
    }
    const config = draw.chance(0.2) ? Object.assign(Object.create(null), good) : { ...good };
    const count = draw.chance(0.7) ? 1 : 2 + draw.below(2);
    for (let turn = 0; turn < count; turn++) {
      const field = draw.pick(fields.filter((name) => !keep.includes(name)));
      this.#spoil(config, field);
    }
    if (how < 63) return config;
    return this.#disguised(config, keep);
  }

  #spoil(config, field) {
    const { draw, values } = this;
    const kinds = draw.chance(0.6) ? (Object.hasOwn(ACCEPTED, field) ? ACCEPTED[field] : ['any']) : ['any'];
    const value = values[draw.pick(kinds)](2);
    const other = values.any(1);
    let reads = 0;
    const how = draw.below(100);
    const property =
      how < 70
        ? { value, writable: draw.chance(0.5) }
        : how < 85
          ? {
              get() {
                throw new Hostile(`reading ${field}`);
              },
            }
          : // Alternates between two values.
            { get: () => (reads++ % 2 ? other : value) };
    Object.defineProperty(config, field, { configurable: true, enumerable: draw.chance(0.9), ...property });
  }

  /** Returns the config in a form other than a plain object, such as a Proxy, a function or an array. */
  #disguised(config, keep) {
    const { draw, values } = this;
    const handler = values.handler(1);
    const { get } = handler;
    // The fields in `keep` must still end the call.
    if (get)
      handler.get = (target, name, ...rest) =>
        keep.includes(name) ? target[name] : get(target, name, ...rest);
    return draw.pick([
      () => new Proxy(config, handler),
      () => Object.create(config),
      () => Object.setPrototypeOf(config, values.proxy(0)),
      () => Object.defineProperties(() => {}, Object.getOwnPropertyDescriptors(config)),
      () => Object.defineProperties([], Object.getOwnPropertyDescriptors(config)),
      () => new (class extends Array {})(),
      () => new Proxy(config, {}),
    ])();
  }
}
