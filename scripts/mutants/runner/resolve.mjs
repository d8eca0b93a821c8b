/** A module hook: `node:test` is `node-test.mjs`, except in that file itself. */
const REPLACEMENT = new URL('./node-test.mjs', import.meta.url).href;

export const resolve = (specifier, context, next) =>
  specifier === 'node:test' && context.parentURL !== REPLACEMENT
    ? { url: REPLACEMENT, shortCircuit: true }
    : next(specifier, context);
