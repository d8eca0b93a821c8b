import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const apps = fileURLToPath(new URL('../../../examples/frameworks/', import.meta.url));

/** The compiler that the apps have, and the one that this package is built with. */
const COMPILERS = {
  theirs: 'node_modules/.bin/tsc',
  ours: fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url)),
};

/**
 * What a compiler says about the samples, which import the package as an application does. They hold what it must
 * refuse as well: types that say nothing would not pass.
 */
function compile(compiler, config) {
  return new Promise((resolve) => {
    execFile(compiler, ['-p', `tests/types/${config}`], { cwd: apps }, (error, output) =>
      resolve(error ? output || String(error) : ''),
    );
  });
}

for (const [config, compiler] of [
  ['tsconfig.json', COMPILERS.theirs],
  ['tsconfig.json', COMPILERS.ours],
  ['tsconfig.react18.json', COMPILERS.ours],
  ['tsconfig.node16.json', COMPILERS.ours],
]) {
  test(`${config}, with ${compiler === COMPILERS.ours ? 'our compiler' : 'an older one'}`, async () => {
    expect(await compile(compiler, config)).toBe('');
  });
}
