// What stands against publishing is said, each by itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { problemsOf } from '../../../scripts/release/check.mjs';

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const fine = {
  version: '1.2.3',
  cargo: '[workspace.package]\nversion = "1.2.3"\n',
  lock: '{ "packages": { "": { "version": "1.2.3" } } }',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n',
  status: '',
  tag: 'v1.2.3',
};

test('nothing stands against it where all agree', () => {
  assert.deepEqual(problemsOf(fine), []);
  assert.deepEqual(problemsOf({ ...fine, tag: undefined }), []);
});

for (const [what, change, said] of [
  [
    'a change that is not committed',
    { status: ' M js/index.ts\n' },
    /uncommitted changes:\n M js\/index\.ts/,
  ],
  ['another version of the crate', { cargo: fine.cargo.replace('1.2.3', '1.2.4') }, /in Cargo\.toml 1\.2\.4/],
  [
    'another version in the lock',
    { lock: fine.lock.replace('1.2.3', '1.2.2') },
    /in package-lock\.json 1\.2\.2/,
  ],
  ['a version that the changelog lacks', { changelog: '## [1.2.30] - 2026-12-01\n' }, /no section/],
  ['a version without a date', { changelog: '## [1.2.3]\n' }, /no section/],
  ['another tag', { tag: 'v1.2.4' }, /The tag is v1\.2\.4/],
]) {
  test(`${what} does`, () => {
    const problems = problemsOf({ ...fine, ...change });
    assert.equal(problems.length, 1);
    assert.match(problems[0], said);
  });
}

test('the versions agree at all times', () => {
  const { version } = JSON.parse(read('package.json'));
  const problems = problemsOf({
    ...{ version, cargo: read('Cargo.toml'), lock: read('package-lock.json'), status: '' },
    changelog: `## [${version}] - 2026-01-01`,
  });
  assert.deepEqual(problems, []);
});

test('the changelog has a place for what comes', () => {
  assert.match(read('CHANGELOG.md'), /^## \[Unreleased\]$/m);
});

test('workflows run what others wrote at fixed commits only, and may do no more than they need', () => {
  const folder = '.github/workflows/';
  for (const name of readdirSync(new URL(`../../../${folder}`, import.meta.url))) {
    const text = read(folder + name);
    for (const [, action] of text.matchAll(/uses: (.*)/g)) assert.match(action, /@[0-9a-f]{40} # v\d/, name);
    assert.match(text, /^permissions:/m, name);
    assert.doesNotMatch(text, /pull_request_target/, name);
  }
});

test('workflows run scripts that there are', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...`${read('.github/workflows/ci.yml')}`.matchAll(/npm run ([\w:]+)/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('the crate has what a Rust front end needs in it, and nothing of the npm package', async () => {
  const { stdout } = await promisify(execFile)('cargo', ['package', '--list', '--allow-dirty', '--offline'], {
    cwd: new URL('../../../', import.meta.url),
  });
  const top = new Set(
    stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/\/.*/, '/')),
  );
  for (const name of ['src/', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'Cargo.toml'])
    assert.ok(top.has(name), name);
  for (const name of ['npm/', 'www/', 'scripts/', 'dist/', 'package.json', '.github/'])
    assert.ok(!top.has(name), name);
});
