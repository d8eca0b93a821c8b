import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

for (const path of ['package-lock.json', 'examples/frameworks/package-lock.json']) {
  const { packages } = JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url)));

  test(`${path} is whole: \`npm ci\` works on every platform`, () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {}, dependencies = {} }) =>
        Object.keys({ ...dependencies, ...optionalDependencies }),
      )
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual(
      missing,
      [],
      'write it anew: npm install --package-lock-only in a folder without node_modules',
    );
  });

  test(`${path} names no registry`, () => {
    assert.ok(Object.values(packages).every(({ resolved }) => resolved === undefined));
  });
}
