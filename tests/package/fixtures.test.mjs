// The apps themselves: their lock files serve every machine.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXAMPLES, FIXTURES, sourceOf } from './support/places.mjs';

const apps = [EXAMPLES, FIXTURES].flatMap((folder) => readdirSync(folder));
for (const name of apps.filter((name) => existsSync(`${sourceOf(name)}/package.json`))) {
  const { packages } = JSON.parse(readFileSync(`${sourceOf(name)}/package-lock.json`, 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(`${sourceOf(name)}/package.json`, 'utf8'));

  test(`${name}: the lock file is whole and names no registry`, () => {
    const needed = Object.values(packages).flatMap(({ optionalDependencies = {}, dependencies = {} }) =>
      Object.keys({ ...dependencies, ...optionalDependencies }),
    );
    const paths = Object.keys(packages);
    assert.deepEqual(
      needed.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`))),
      [],
      'write it anew: npm install --package-lock-only in a folder without node_modules',
    );
    assert.ok(Object.values(packages).every(({ resolved }) => resolved === undefined));
  });

  test(`${name}: what it is named for is pinned, and the package is not among it`, () => {
    assert.deepEqual(packages[''].dependencies, dependencies);
    for (const version of Object.values(dependencies)) assert.match(version, /^(npm:.+@)?\d+\.\d+\.\d+$/);
    assert.equal(dependencies['flow-widget-loader'], undefined);
  });
}
