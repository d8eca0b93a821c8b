import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

for (const path of ['package-lock.json', 'examples/frameworks/package-lock.json']) {
  const { packages } = JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url)));

  test(`${path} contains every optional dependency, so that \`npm ci\` works on all platforms`, () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {}, dependencies = {} }) =>
        Object.keys({ ...dependencies, ...optionalDependencies }),
      )
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual(
      missing,
      [],
      'regenerate it: npm install --package-lock-only, in a folder without node_modules',
    );
  });

  test(`${path} contains no registry URLs`, () => {
    assert.ok(Object.values(packages).every(({ resolved }) => resolved === undefined));
  });
}
