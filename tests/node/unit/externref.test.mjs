// Exceptions that the core catches leave no entries in the externref table of its wasm instance.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { create } from '../../../build/loader/factory.js';

/** The minimal globals of a page that the core needs to read a config. */
const PAGE = {
  document: {
    head: {},
    scripts: [],
    baseURI: 'http://page.test/',
    documentElement: { lang: '' },
    querySelector: () => null,
  },
};

const thrower = () => {
  throw new Error('on purpose');
};

for (const [name, src] of Object.entries({
  'an invalid URL': 'http://[',
  'a list whose getters throw': new Proxy([], { get: thrower }),
})) {
  test(`repeated calls with ${name} do not grow the externref table`, async (context) => {
    Object.assign(globalThis, PAGE);
    context.after(() => {
      for (const name of Object.keys(PAGE)) delete globalThis[name];
    });
    const module = await WebAssembly.compile(await readFile('build/loader/core_bg.wasm'));
    const instances = [];
    const { Instance } = WebAssembly;
    WebAssembly.Instance = class extends Instance {
      constructor(...args) {
        super(...args);
        instances.push(this);
      }
    };
    const load = create(module)({ guard: (callback) => callback });
    WebAssembly.Instance = Instance;
    const size = () => {
      const tables = Object.values(instances[0].exports).filter(
        (value) => value instanceof WebAssembly.Table,
      );
      return tables.reduce((sum, { length }) => sum + length, 0);
    };
    const codes = new Set();
    const call = () => load({ config: { src }, resolve() {}, reject: ({ code }) => codes.add(code) });
    call();
    const before = size();
    assert.ok(before > 0);
    for (let count = 0; count < 1_000; count++) call();
    assert.deepEqual([...codes], ['invalid-config']);
    assert.equal(size(), before);
  });
}
