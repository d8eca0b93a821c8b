import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { APPS } from './prepare.mjs';

/** The apps' TypeScript compiler, which is older, the compiler for Vue's templates, and the one that builds this package. */
const COMPILERS = {
  apps: 'node_modules/.bin/tsc',
  vue: 'node_modules/.bin/vue-tsc',
  package: fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url)),
};

/**
 * Returns a compiler's errors for `tests/types` of the apps, whose files import the package as an application does. They
 * also contain code that the compiler must reject (`@ts-expect-error`), so too permissive types are errors.
 */
function compile(compiler, config) {
  return new Promise((resolve) => {
    execFile(compiler, ['-p', `tests/types/${config}`], { cwd: APPS }, (error, output) =>
      resolve(error ? output || String(error) : ''),
    );
  });
}

// Compilers are slow on a busy machine.
test.describe.configure({ timeout: 180_000 });

for (const [config, compiler] of [
  ['tsconfig.json', COMPILERS.apps],
  ['tsconfig.json', COMPILERS.package],
  ['tsconfig.react18.json', COMPILERS.package],
  ['tsconfig.node16.json', COMPILERS.package],
  ['vue/tsconfig.json', COMPILERS.vue],
  ['vue/tsconfig.strict.json', COMPILERS.vue],
]) {
  const name = Object.keys(COMPILERS).find((key) => COMPILERS[key] === compiler);
  test(`${config} compiles with the compiler of: ${name}`, async () => {
    expect(await compile(compiler, config)).toBe('');
  });
}
