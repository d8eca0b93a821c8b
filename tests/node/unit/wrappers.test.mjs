// The built framework components: on a server, in a bundler, and as importers of the default entry point.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const { exports, sideEffects, peerDependencies, peerDependenciesMeta } = JSON.parse(read('package.json'));

test('the element can be imported on a server, where `define` is a no-op', async () => {
  const { define, FlowWidgetElement } = await import('../../../dist/element.js');
  assert.equal(typeof FlowWidgetElement, 'function');
  assert.equal(define(), undefined);
});

test('only the element entry point has side effects', async () => {
  assert.deepEqual(sideEffects, ['./dist/element.js']);
  assert.equal(exports['./element'].default, sideEffects[0]);
  for (const [name, isEmpty] of [
    ['react', true],
    ['vue', true],
    ['element', false],
  ]) {
    const { outputFiles } = await build({
      stdin: { contents: `import './dist/${name}.js'`, resolveDir: process.cwd() },
      bundle: true,
      format: 'esm',
      write: false,
      external: ['react', 'vue', './core-inline.js', './verdict.js', './dialog.js', './environment.js'],
      logLevel: 'silent',
    });
    const text = outputFiles[0].text.replace(/^import ["'](react|vue)["'];$/gm, '').trim();
    assert.equal(!/\S/.test(text.replace(/\/\/.*/g, '')), isEmpty, `${name}: ${text.slice(0, 200)}`);
  }
});

test('a component imports the default entry point instead of bundling it', () => {
  for (const name of ['element', 'react', 'vue']) {
    const text = read(`dist/${name}.js`);
    assert.match(text, /from"\.\/index\.js"/, name);
    assert.doesNotMatch(text, /core-inline/, name);
  }
});

test('the React entry point begins with "use client"', () => {
  assert.match(read('dist/react.js'), /^"use client";/);
});

test('frameworks are optional peer dependencies, and `types` comes first in `exports`', () => {
  for (const name of ['react', 'vue']) {
    assert.ok(peerDependencies[name]);
    assert.deepEqual(peerDependenciesMeta[name], { optional: true });
  }
  for (const name of ['element', 'react', 'vue']) {
    assert.equal(Object.keys(exports[`./${name}`])[0], 'types');
    assert.match(read(`dist/${name}.d.ts`), /export /);
  }
});
