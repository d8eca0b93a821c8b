import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const options = [
  ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--resolveJsonModule', '--skipLibCheck'],
  ...[
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--lib',
    'es2022,dom,dom.iterable',
  ],
  ...['--types', '', '--ignoreConfig'],
];
let folder;

before(async () => {
  folder = await mkdtemp(`${root}build/types-`);
});
after(() => rm(folder, { recursive: true }));

/** Type-checks copies of the samples and the types with some text replaced; returns the output of tsc. */
async function check(edit = {}) {
  for (const name of [
    'js/service/contract.ts',
    'tests/fixtures/samples.json',
    'tests/node/service/types.check.ts',
  ]) {
    await cp(root + name, `${folder}/${name}`);
  }
  for (const [name, [from, to]] of Object.entries(edit)) {
    const text = await readFile(`${folder}/${name}`, 'utf8');
    assert.ok(text.includes(from), `${name} has no ${from}`);
    await writeFile(`${folder}/${name}`, text.replaceAll(from, to));
  }
  return new Promise((resolve) => {
    execFile(
      `${root}node_modules/.bin/tsc`,
      [...options, 'tests/node/service/types.check.ts'],
      { cwd: folder },
      (error, output) => resolve(error ? output : ''),
    );
  });
}

test('the TypeScript types match the Rust types', async () => {
  assert.equal(await check(), '');
});

test('the check fails if the types differ', async () => {
  const types = 'js/service/contract.ts';
  const samples = 'tests/fixtures/samples.json';
  for (const edit of [
    { [types]: ['patronymic?: string;', ''] },
    { [types]: ['authority?: string;', 'authority?: string; issued?: string;'] },
    { [types]: ['status?: Known', 'status: Known'] },
    { [types]: ['validated_at?: string;', 'validated_at?: string; [field: string]: unknown;'] },
    { [types]: ['prediction_percent?: string;', ''] },
    { [types]: ['nameKk?: string;', ''] },
    { [types]: ['(FailureReason | string)[]', 'FailureReason[]'] },
    { [types]: ['session_id: string;', 'session_id?: string;'] },
    { [types]: ['changeable?: boolean | undefined;', 'changeable?: string | undefined;'] },
    { [samples]: ['"skip_input"', '"skip_form"'] },
  ]) {
    assert.match(await check(edit), /error TS/, JSON.stringify(edit));
  }
});
