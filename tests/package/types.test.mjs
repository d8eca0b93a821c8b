// The declarations compile with the oldest supported TypeScript and with the repository's own, in both module
// resolutions, with `skipLibCheck` off.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { fixture } from './support/fixture.mjs';
import { ROOT } from './support/places.mjs';

/** The newest TypeScript that is not supported; see docs/bundlers.md. */
const TOO_OLD = '5.1';
const VERSIONS = ['5.2', 'newest'];
const RESOLUTIONS = { bundler: ['esnext', 'bundler'], nodenext: ['nodenext', 'nodenext'] };
const KINDS = {
  page: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
  backend: { lib: ['es2022'], types: ['node'] },
};

let folder;
before(async () => {
  folder = await fixture('types');
});

/** Compiles files for a page or for a backend, and returns the compiler's errors. */
async function compile(version, resolution, kind, files) {
  const compiler =
    version === 'newest' ? `${ROOT}node_modules/typescript` : `${folder}/node_modules/typescript-${version}`;
  const [module, moduleResolution] = RESOLUTIONS[resolution];
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: false, target: 'es2022', module, moduleResolution },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...KINDS[kind],
  };
  const project = `tsconfig.${version}.${resolution}.json`;
  await writeFile(`${folder}/${project}`, JSON.stringify({ compilerOptions, files }));
  return new Promise((resolve) => {
    const args = [`${compiler}/bin/tsc`, '--project', project, '--pretty', 'false'];
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve(error ? stdout + stderr || String(error) : ''),
    );
  });
}

for (const version of VERSIONS) {
  describe(`TypeScript ${version}`, () => {
    for (const resolution of Object.keys(RESOLUTIONS)) {
      test(`a page compiles with ${resolution} resolution`, async () => {
        assert.equal(await compile(version, resolution, 'page', ['src/page.ts', 'src/page.invalid.ts']), '');
      });
    }
    test('a backend compiles without DOM types, as an ES module and as CommonJS', async () => {
      const files = ['src/backend.ts', 'src/backend.invalid.ts', 'src/common.cts'];
      assert.equal(await compile(version, 'nodenext', 'backend', files), '');
    });
  });
}

test(`the declarations need esnext.disposable, which TypeScript ${TOO_OLD} lacks`, async () => {
  assert.match(await compile(TOO_OLD, 'bundler', 'page', ['src/page.ts']), /esnext\.disposable/);
});

test('the compiler reports one error for each invalid line', async () => {
  for (const name of ['page', 'backend']) {
    const text = await readFile(`${folder}/src/${name}.invalid.ts`, 'utf8');
    const expected = text.match(/^\/\/ @ts-expect-error/gm).length;
    const bare = `src/${name}.bare.ts`;
    await writeFile(`${folder}/${bare}`, text.replaceAll('@ts-expect-error', ''));
    const errors = await compile('newest', 'nodenext', name, [bare]);
    assert.equal(errors.match(/ error TS\d+/g)?.length, expected, errors);
  }
});
