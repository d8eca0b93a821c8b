// docs/bundlers.md says what was run.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXAMPLES, ROOT } from './support/places.mjs';

const text = readFileSync(`${ROOT}docs/bundlers.md`, 'utf8');
const versionIn = (folder, name) => {
  const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8'));
  return packages[`node_modules/${name}`].version;
};

/** The rows of the first table: name and version. */
const rows = [...text.matchAll(/^\| (\S[^|]*?) +\| (\d[\d.]+) +\|/gm)].map(
  ([, name, version]) => `${name} ${version}`,
);

test('the versions in the table are those of the lock files', () => {
  const fixtures = {
    Vite: 'vite',
    webpack: 'webpack',
    'Next.js': 'next',
    Rollup: 'rollup',
    Parcel: 'parcel',
  };
  const ran = ['esbuild', 'workerd'].map((name) => `${name} ${versionIn(ROOT, name)}`);
  for (const folder of readdirSync(EXAMPLES)) {
    const [title, name] =
      Object.entries(fixtures).find(([, name]) => folder.replace(/\d+$/, '') === name) ?? [];
    if (name) ran.push(`${title} ${versionIn(EXAMPLES + folder, name)}`);
  }
  assert.deepEqual(rows.sort(), ran.sort());
});

test('each app is of the major version that it is named for, and has a test', () => {
  for (const folder of readdirSync(EXAMPLES)) {
    const [, name, major] = /^(.*?)(\d+)$/.exec(folder) ?? [];
    if (!major) continue;
    assert.equal(versionIn(EXAMPLES + folder, name).split('.')[0], major, folder);
    assert.ok(existsSync(`${ROOT}tests/package/${folder}.test.mjs`), folder);
  }
});

test('the version in the address of the CDN is that of the package', () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  const named = [...text.matchAll(/flow-widget-loader@([\d.]+)/g)].map(([, version]) => version);
  assert.ok(named.length > 0);
  assert.ok(named.every((name) => name === version));
});
