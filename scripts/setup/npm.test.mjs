import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorsOf, npmStep, sameTree } from './npm.mjs';
import { bad, good, world } from './testing/world.mjs';

const lock = {
  packages: {
    '': { name: 'it' },
    'node_modules/binaryen': { version: '132.0.0', integrity: 'sha512-a' },
    'node_modules/esbuild-mac': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};
const { 'node_modules/binaryen': binaryen } = lock.packages;

test('what is installed is compared by content', () => {
  assert.ok(sameTree(lock, { packages: { 'node_modules/binaryen': binaryen } }));
  assert.ok(!sameTree(lock, { packages: {} }));
  assert.ok(!sameTree(lock, { packages: { 'node_modules/binaryen': { ...binaryen, version: '131.0.0' } } }));
  assert.ok(
    !sameTree(lock, { packages: { 'node_modules/binaryen': { ...binaryen, integrity: 'sha512-c' } } }),
  );
});

/** A repository whose lock file is `lock`; `install` makes node_modules as it should be. */
function repository(w) {
  w.put('repo/package-lock.json', JSON.stringify(lock));
  return () => {
    w.put(
      'repo/node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/binaryen': binaryen } }),
    );
    w.put('repo/node_modules/.bin/wasm-opt');
    return good();
  };
}

test('a fresh clone is installed once', async (t) => {
  const w = world({ test: t, commands: { npm: () => install() } });
  const install = repository(w);
  assert.equal(await npmStep.find(w.context), null);
  const made = await npmStep.make(w.context, w.say);
  assert.deepEqual(await npmStep.find(w.context), made);
  assert.equal(w.calls.length, 1);
  assert.match(w.calls[0], /^npm ci /);
});

test('a lock file without the packages of other platforms is installed all the same', async (t) => {
  const usage =
    'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and …';
  const w = world({ test: t, commands: { npm: ([verb]) => (verb === 'ci' ? bad(usage) : install()) } });
  const install = repository(w);
  await npmStep.make(w.context, w.say);
  assert.match(w.calls[1], /^npm install --no-save /);
});

test('no network: said as such, with npm’s own words and without its usage text', async (t) => {
  const output =
    'npm error code ENOTFOUND\nnpm error\nnpm error network request failed\nnpm error A complete log of this run';
  const w = world({ test: t, commands: { npm: () => bad(output) } });
  repository(w);
  await assert.rejects(npmStep.make(w.context, w.say), (error) => {
    assert.match(error.message, /could not reach its registry/);
    assert.equal(error.log, 'npm error code ENOTFOUND\nnpm error network request failed');
    return true;
  });
  assert.equal(errorsOf('added 3 packages'), '');
});

test('a tree without wasm-opt is not taken for complete', async (t) => {
  const w = world({ test: t, commands: { npm: () => good() } });
  repository(w)();
  w.put('repo/package-lock.json', JSON.stringify({ packages: {} }));
  const { rmSync } = await import('node:fs');
  rmSync(`${w.context.root}/node_modules/.bin/wasm-opt`);
  assert.equal(await npmStep.find(w.context), null);
  await assert.rejects(npmStep.make(w.context, w.say), /binaryen is missing/);
});
