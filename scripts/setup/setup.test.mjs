import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../run.mjs';
import { ROOT } from './places.mjs';
import { describeProblems, SetupProblem } from './problem.mjs';
import { runSteps } from './steps.mjs';
import { atLeast, bindgenVersion } from './versions.mjs';

const CLI = join(ROOT, 'scripts', 'setup.mjs');
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

test('without Rust it prints a sentence and commands on stderr, and ends with 1', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'setup-'));
  t.after(() => rmSync(home, { recursive: true }));
  await assert.rejects(
    run(process.execPath, [CLI, '--env'], { env: { HOME: home, PATH: home } }),
    (error) => {
      assert.match(error.message, /exit code 1\n/);
      assert.match(
        error.output,
        /✗ Rust .* is needed; PATH has none\.\n\nTo fix it, run this and start again:\n {4}curl/,
      );
      assert.doesNotMatch(error.output, /\n {4}at /);
      return true;
    },
  );
});

test('unknown arguments print the usage', async () => {
  for (const args of [['--unknown'], ['exec'], ['exec', 'ls'], ['exec', '--']]) {
    await assert.rejects(run(process.execPath, [CLI, ...args]), /exit code 2\nusage: /);
  }
});

test('only what is missing is made, and each step prints its duration', async () => {
  const there = { name: 'a', find: async () => ({ path: '/a' }), make: assert.fail };
  const made = [];
  const missing = { name: 'b', find: async () => made[0] ?? null, make: async () => made.push({}) };
  const lines = [];
  const options = { first: there, steps: [there, missing], print: (line) => lines.push(line) };
  assert.deepEqual(await runSteps(options), [{ path: '/a' }, { path: '/a' }, {}]);
  assert.match(lines.join('\n'), /^✓ b +\d+\.\d s\n✓ setup: done \(\d+\.\d s\)$/);
  await runSteps({ ...options, quiet: true, print: assert.fail });
});

test('steps that fail are reported together, after the others have finished', async () => {
  const fails = (name) => ({
    name,
    find: async () => null,
    make: () => Promise.reject(new SetupProblem(`${name} failed.`, ['sudo apt-get update'], 'why\nso\n')),
  });
  const there = { name: 'c', find: async () => ({}) };
  const steps = [fails('a'), fails('b')];
  await assert.rejects(runSteps({ first: there, steps, print: () => {} }), ({ errors }) => {
    assert.equal(
      describeProblems(errors),
      '✗ a failed.\n    why\n    so\n✗ b failed.\n    why\n    so\n\n' +
        'To fix it, run this and start again:\n    sudo apt-get update',
    );
    return true;
  });
});

test('the crates and the npm package pin the tools that are set up', () => {
  for (const name of ['loader', 'client', 'sandbox']) {
    const pinned = /^wasm-bindgen = .*"=([\d.]+)"/m.exec(read(`wasm/${name}/Cargo.toml`))?.[1];
    assert.equal(pinned, bindgenVersion(ROOT), `wasm/${name}/Cargo.toml`);
  }
  const { devDependencies, engines } = JSON.parse(read('package.json'));
  const { packages } = JSON.parse(read('package-lock.json'));
  assert.equal(devDependencies.binaryen, packages['node_modules/binaryen'].version);
  assert.equal(engines.node, '>=20');
});

test('versions are compared by their numbers', () => {
  assert.ok(atLeast('1.95.0', '1.88') && atLeast('1.88.0', '1.88') && atLeast('1.100.0', '1.88'));
  assert.ok(!atLeast('1.87.9', '1.88') && !atLeast('', '1.88') && !atLeast('1.9.0', '1.88'));
});
