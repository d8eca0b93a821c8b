// The checks before a release, and their inputs: versions, changelog, workflows, the contents of the crate.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { problemsOf } from '../../../scripts/release/check.mjs';

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const releasable = {
  version: '1.2.3',
  cargo: '[workspace.package]\nversion = "1.2.3"\n',
  lock: '{ "packages": { "": { "version": "1.2.3" } } }',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n',
  status: '',
  tag: 'v1.2.3',
};

test('finds no problem if versions, changelog, tag and working tree agree', () => {
  assert.deepEqual(problemsOf(releasable), []);
  assert.deepEqual(problemsOf({ ...releasable, tag: undefined }), []);
});

for (const [problem, change, message] of [
  ['an uncommitted change', { status: ' M js/index.ts\n' }, /uncommitted changes:\n M js\/index\.ts/],
  [
    'a different version of the crate',
    { cargo: releasable.cargo.replace('1.2.3', '1.2.4') },
    /Cargo\.toml 1\.2\.4/,
  ],
  [
    'a different version in package-lock.json',
    { lock: releasable.lock.replace('1.2.3', '1.2.2') },
    /package-lock\.json 1\.2\.2/,
  ],
  ['a version that is missing in the changelog', { changelog: '## [1.2.30] - 2026-12-01\n' }, /no section/],
  ['a version without a date in the changelog', { changelog: '## [1.2.3]\n' }, /no section/],
  ['a different tag', { tag: 'v1.2.4' }, /The tag is v1\.2\.4/],
]) {
  test(`reports ${problem}`, () => {
    const problems = problemsOf({ ...releasable, ...change });
    assert.equal(problems.length, 1);
    assert.match(problems[0], message);
  });
}

test('package.json, Cargo.toml and package-lock.json have the same version', () => {
  const { version } = JSON.parse(read('package.json'));
  const problems = problemsOf({
    ...{ version, cargo: read('Cargo.toml'), lock: read('package-lock.json'), status: '' },
    changelog: `## [${version}] - 2026-01-01`,
  });
  assert.deepEqual(problems, []);
});

test('the changelog has a section for unreleased changes', () => {
  assert.match(read('CHANGELOG.md'), /^## \[Unreleased\]$/m);
});

test('workflows pin actions to commits and restrict their permissions', () => {
  const folder = '.github/workflows/';
  for (const name of readdirSync(new URL(`../../../${folder}`, import.meta.url))) {
    const text = read(folder + name);
    for (const [, action] of text.matchAll(/uses: (.*)/g)) assert.match(action, /@[0-9a-f]{40} # v\d/, name);
    assert.match(text, /^permissions:/m, name);
    assert.doesNotMatch(text, /pull_request_target/, name);
  }
});

/** Returns the jobs of a workflow by name, as text. */
const jobsOf = (text) =>
  Object.fromEntries(
    text
      .slice(text.indexOf('\njobs:\n') + '\njobs:\n'.length)
      .split(/^(?= {2}[\w-]+:$)/m)
      .filter((job) => /^ {2}[\w-]+:\n/.test(job))
      .map((job) => [/^ {2}([\w-]+):/.exec(job)[1], job.replace(/^ *#.*\n/gm, '')]),
  );

test('only a job that runs no code of the repository or of dependencies may publish', () => {
  const folder = '.github/workflows/';
  for (const name of readdirSync(new URL(`../../../${folder}`, import.meta.url))) {
    const text = read(folder + name);
    // The permissions of the workflow apply to every job.
    assert.doesNotMatch(text.slice(0, text.indexOf('\njobs:\n')), /write/, name);
    for (const [job, steps] of Object.entries(jobsOf(text))) {
      if (!steps.includes('write')) continue;
      assert.equal(`${name} ${job}`, 'release.yml publish');
      const actions = [...steps.matchAll(/uses: ([\w/-]+)@/g)].map(([, action]) => action);
      assert.deepEqual(actions, ['actions/setup-node', 'actions/download-artifact']);
      const commands = [...steps.matchAll(/run: (.*)/g)].map(([, command]) => command);
      assert.deepEqual(commands, [
        'echo "$SHA256  package.tgz" | sha256sum --check --strict',
        'npm publish ./package.tgz --provenance --access public --ignore-scripts',
      ]);
      assert.doesNotMatch(steps, /cache/);
    }
  }
});

test('the archive that is published is the one that was tested', () => {
  const { build, publish, ...others } = jobsOf(read('.github/workflows/release.yml'));
  assert.deepEqual(others, {});
  const at = (command) => {
    assert.ok(build.includes(command), command);
    return build.indexOf(command);
  };
  assert.ok(at('scripts/release/check.mjs "$GITHUB_REF_NAME"') < at('npm run prepublishOnly'));
  assert.ok(at('npm run prepublishOnly') < at('npm pack --ignore-scripts'));
  assert.ok(at('npm pack --ignore-scripts') < at('sha256sum package.tgz'));
  assert.ok(at('sha256sum package.tgz') < at('actions/upload-artifact@'));
  assert.match(build, /sha256: \$\{\{ steps\.pack\.outputs\.sha256 \}\}/);
  assert.doesNotMatch(build, /id-token|secrets\.|uses: actions\/cache/);
  assert.match(publish, /needs: build\n/);
  assert.match(publish, /SHA256: \$\{\{ needs\.build\.outputs\.sha256 \}\}/);
});

test('a publication from a checkout runs the same checks', () => {
  assert.equal(
    JSON.parse(read('package.json')).scripts.prepublishOnly,
    'node scripts/release/prepublish.mjs',
  );
  const source = read('scripts/release/prepublish.mjs');
  assert.match(
    source,
    /refuseIf\(await problemsHere\(\)\);.*\['test'\].*refuseIf\(await problemsHere\(\)\);/s,
  );
});

test('cargo installs tools with the versions in their lock files, if registry mirrors have these', () => {
  const source = read('scripts/setup/cargo-tools.mjs');
  const tools = source.match(/cargoTool\(\n?\s*'[\w-]+'[^;]*\);/g);
  assert.equal(tools.length, 4);
  const unlocked = tools.filter((tool) => !tool.includes("'--locked'"));
  assert.deepEqual(
    unlocked.map((tool) => /'([\w-]+)'/.exec(tool)[1]),
    ['wasm-bindgen-cli'],
  );
  for (const name of ['ci.yml', 'release.yml'])
    for (const [command] of read(`.github/workflows/${name}`).matchAll(/cargo install .*/g))
      assert.match(command, /--locked/);
  // Everything else comes from npm's lock file, from Debian or from rustup, which check hashes themselves.
  const setup = readdirSync(new URL('../../../scripts/setup', import.meta.url)).filter((name) =>
    name.endsWith('.mjs'),
  );
  for (const name of setup) assert.doesNotMatch(read(`scripts/setup/${name}`), /fetch\(|'(curl|wget)'/, name);
});

test('workflows run only scripts that package.json defines', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const used = [
    ...`${read('.github/workflows/ci.yml')}${read('.github/workflows/release.yml')}`.matchAll(
      /npm run ([\w:]+)/g,
    ),
  ].map(([, name]) => name);
  assert.deepEqual(
    used.filter((name) => !(name in scripts)),
    [],
  );
});

test('the published crate contains the Rust sources, and no files of the npm package', async () => {
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
  for (const name of ['js/', 'www/', 'scripts/', 'dist/', 'package.json', '.github/'])
    assert.ok(!top.has(name), name);
});
