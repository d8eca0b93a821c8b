// docs/bundlers.md names the versions that the tests use.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXAMPLES, ROOT } from './support/places.mjs';

const text = readFileSync(`${ROOT}docs/bundlers.md`, 'utf8');
const versionIn = (folder, name) => {
  const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8'));
  return packages[`node_modules/${name}`].version;
};

/** The rows of the first table, as `NAME VERSION`. */
const rows = [...text.matchAll(/^\| (\S[^|]*?) +\| (\d[\d.]+) +\|/gm)].map(
  ([, name, version]) => `${name} ${version}`,
);

test('the table has the versions of the lock files', () => {
  const packages = {
    Vite: 'vite',
    webpack: 'webpack',
    'Next.js': 'next',
    Rollup: 'rollup',
    Parcel: 'parcel',
  };
  const tested = ['esbuild', 'workerd'].map((name) => `${name} ${versionIn(ROOT, name)}`);
  for (const folder of readdirSync(EXAMPLES)) {
    const [title, name] =
      Object.entries(packages).find(([, name]) => folder.replace(/\d+$/, '') === name) ?? [];
    if (name) tested.push(`${title} ${versionIn(EXAMPLES + folder, name)}`);
  }
  assert.deepEqual(rows.sort(), tested.sort());
});

test('each example is named after its major version and has a test', () => {
  for (const folder of readdirSync(EXAMPLES)) {
    const [, name, major] = /^(.*?)(\d+)$/.exec(folder) ?? [];
    if (!major) continue;
    assert.equal(versionIn(EXAMPLES + folder, name).split('.')[0], major, folder);
    assert.ok(existsSync(`${ROOT}tests/package/${folder}.test.mjs`), folder);
  }
});

test('the CDN URL has the version of the package', () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  const named = [...text.matchAll(/flow-widget-loader@([\d.]+)/g)].map(([, version]) => version);
  assert.ok(named.length > 0);
  assert.ok(named.every((name) => name === version));
});
