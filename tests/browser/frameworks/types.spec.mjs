import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { APPS } from './prepare.mjs';

/** The apps' TypeScript compiler, and the one that builds this package. */
const COMPILERS = {
  theirs: 'node_modules/.bin/tsc',
  ours: fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url)),
};

/**
 * Returns a compiler's errors for the samples, which import the package as an application does. The samples also contain
 * code that the compiler must reject, so types that accept everything would fail.
 */
function compile(compiler, config) {
  return new Promise((resolve) => {
    execFile(compiler, ['-p', `tests/types/${config}`], { cwd: APPS }, (error, output) =>
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
