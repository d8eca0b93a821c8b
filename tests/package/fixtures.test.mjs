// The lock files of the apps work on every platform and with every registry.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXAMPLES, FIXTURES, sourcesOf } from './support/places.mjs';

const names = [EXAMPLES, FIXTURES].flatMap((folder) => readdirSync(folder));
const apps = names.filter((name) => existsSync(`${sourcesOf(name)[0]}/package.json`));
for (const name of apps) {
  const [folder] = sourcesOf(name);
  const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

  test(`${name}: the lock file has every optional dependency and no registry URL`, () => {
    const needed = Object.values(packages).flatMap(({ optionalDependencies = {}, dependencies = {} }) =>
      Object.keys({ ...dependencies, ...optionalDependencies }),
    );
    const paths = Object.keys(packages);
    assert.deepEqual(
      needed.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`))),
      [],
      'regenerate it: npm install --package-lock-only, in a folder without node_modules',
    );
    assert.ok(Object.values(packages).every(({ resolved }) => resolved === undefined));
  });

  test(`${name}: dependencies are pinned and do not include this package`, () => {
    assert.deepEqual(packages[''].dependencies, dependencies);
    for (const version of Object.values(dependencies)) assert.match(version, /^(npm:.+@)?\d+\.\d+\.\d+$/);
    assert.equal(dependencies['flow-widget-loader'], undefined);
  });
}
