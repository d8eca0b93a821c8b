import { Hostile } from './values.js';

/** What a field takes in principle: with anything at all a call hardly ever gets past the door. */
const FITTING = {
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
  ...{ preflight: ['any'], unknown: ['any'] },
};

/** Configs that are right but for something. `good` is one that is right. */
export class Configs {
  constructor(values) {
    this.values = values;
    this.random = values.random;
  }

  /**
   * @param good a config that is right, whose `keep` fields, if any is there, are never made hostile: they end the call
   * @param fields what may be hostile
   */
  any(good, fields, keep) {
    const { random, values } = this;
    const how = random.next();
    // As a whole: hardly ever gets further than the door.
    if (how < 0.12) return values.any(3);
    const config = random.chance(0.2) ? Object.assign(Object.create(null), good) : { ...good };
    const count = random.chance(0.7) ? 1 : 2 + random.below(2);
    for (let turn = 0; turn < count; turn++) {
      const field = random.pick(fields.filter((name) => !keep.includes(name)));
      this.#spoil(config, field);
    }
    if (how < 0.75) return config;
    return this.#disguised(config, keep);
  }

  #spoil(config, field) {
    const { random, values } = this;
    const fitting = random.chance(0.6) ? (Object.hasOwn(FITTING, field) ? FITTING[field] : ['any']) : ['any'];
    const value = values[random.pick(fitting)](2);
    const other = values.any(1);
    let reads = 0;
    const how = random.next();
    const property =
      how < 0.7
        ? { value, writable: random.chance(0.5) }
        : how < 0.85
          ? {
              get() {
                throw new Hostile(`reading ${field}`);
              },
            }
          : // Another value each time it is read.
            { get: () => (reads++ % 2 ? other : value) };
    Object.defineProperty(config, field, { configurable: true, enumerable: random.chance(0.9), ...property });
  }

  /** The same config behind something that is no plain object. */
  #disguised(config, keep) {
    const { random, values } = this;
    const handler = values.handler(1);
    const { get } = handler;
    // What ends the call must still do so.
    if (get)
      handler.get = (target, name, ...rest) =>
        keep.includes(name) ? target[name] : get(target, name, ...rest);
    return random.pick([
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
