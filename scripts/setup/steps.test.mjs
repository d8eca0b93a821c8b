import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, webkit } from './browsers.mjs';
import { cargoMutants, wasmBindgen, wasmPack } from './cargo-tools.mjs';
import { sameTree } from './npm.mjs';
import { compiler, target } from './rust.mjs';
import { fakeSystem, make, rustc } from './testing/system.mjs';
import { CARGO_MUTANTS, WASM_PACK } from './versions.mjs';

const lock = {
  packages: {
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-mac': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};

test('npm packages are compared with the lock file by version and content', () => {
  const { 'node_modules/a': a } = lock.packages;
  const same = (packages) => sameTree(lock, { packages });
  assert.ok(same({ 'node_modules/a': a }));
  assert.ok(!same({}));
  assert.ok(!same({ 'node_modules/a': { ...a, version: '0.9.0' } }));
  assert.ok(!same({ 'node_modules/a': { ...a, integrity: 'sha512-c' } }));
});

test('rejects if Rust is missing or too old', async (t) => {
  await assert.rejects(make(compiler, fakeSystem(t)), /PATH has none/);
  const commands = { cargo: () => 'cargo 1.80.0', rustc: () => rustc('1.80.0') };
  const system = fakeSystem(t, { programs: ['cc', 'rustup'], commands });
  assert.equal(await compiler.find(system), null);
  await assert.rejects(make(compiler, system), { fixes: ['rustup default stable', 'rustup update stable'] });
});

test('a C linker is installed when it is missing', async (t) => {
  const commands = {
    cargo: () => 'cargo 1.95.0',
    rustc: () => rustc('1.95.0'),
    'apt-get': () => void system.programs.push('cc'),
  };
  const system = fakeSystem(t, { programs: ['cargo', 'rustc', 'apt-get'], commands });
  assert.equal(await compiler.find(system), null);
  assert.deepEqual((await make(compiler, system)).found, {});
  assert.match(system.calls.join('\n'), /apt-get .* update\napt-get .* --no-remove gcc libc6-dev/);
});

test('rustup adds the target, and for the tests clippy and rustfmt', async (t) => {
  const commands = {
    rustc: () => `${system.folder}/std`,
    rustup: (kind) => {
      if (kind === 'target') system.put('std/libstd-1.rlib');
      else commands.cargo = () => 'ok';
    },
  };
  const system = fakeSystem(t, { commands, tests: true });
  assert.equal(await target.find(system), null);
  const { found, logged } = await make(target, system);
  assert.deepEqual(found, {});
  assert.deepEqual(logged, [
    'rustup target add wasm32-unknown-unknown',
    'rustup component add clippy rustfmt',
  ]);
});

test('uses tools on PATH of the right version, and builds others in a separate folder', async (t) => {
  const bindgen = 'tools/wasm-bindgen-cli-0.2.9/bin';
  const commands = {
    'wasm-pack': () => `wasm-pack ${WASM_PACK}`,
    'wasm-bindgen': () => 'wasm-bindgen 0.2.91',
    cargo: () => {
      commands[`${bindgen}/wasm-bindgen`] = () => 'wasm-bindgen 0.2.9 (0123abcd)';
      commands[`${bindgen}/wasm-bindgen-test-runner`] = () => 'wasm-bindgen-test-runner 0.2.9';
    },
  };
  const system = fakeSystem(t, { programs: ['wasm-pack', 'wasm-bindgen'], commands });
  assert.deepEqual(await wasmPack.find(system), {});
  assert.equal(await wasmBindgen.find(system), null);
  assert.deepEqual((await make(wasmBindgen, system)).found, { path: `${system.folder}/${bindgen}` });
  const [install] = system.calls.filter((call) => call.startsWith('cargo '));
  assert.match(install, /^cargo install wasm-bindgen-cli@0\.2\.9 .* --root \S+\/wasm-bindgen-cli-0\.2\.9$/);
});

test('asks a command of cargo for its version under its name', async (t) => {
  const commands = {
    'cargo-mutants': (...args) => {
      if (args.join(' ') === 'mutants --version') return `cargo-mutants ${CARGO_MUTANTS}`;
      throw new Error('usage: cargo <COMMAND>');
    },
  };
  assert.deepEqual(await cargoMutants.find(fakeSystem(t, { programs: ['cargo-mutants'], commands })), {});
});

test('rejects with the output of cargo if a tool cannot be built', async (t) => {
  const fixes = [`cargo install wasm-pack@${WASM_PACK} --locked`];
  await assert.rejects(make(wasmPack, fakeSystem(t)), { fixes, output: 'output of cargo' });
});

test('chooses a browser of the same major version as the driver', async (t) => {
  const commands = {
    chromium: () => 'Chromium 156.0.1.2',
    'google-chrome': () => 'Google Chrome 157.0.3.4',
    chromedriver: () => 'ChromeDriver 157.0.5.6 (abc)',
    'apt-get': () => '',
  };
  const system = fakeSystem(t, { programs: [...Object.keys(commands), 'apt-get'], commands });
  const programs = { chromium: '/bin/google-chrome', chromedriver: '/bin/chromedriver' };
  assert.deepEqual(await chromium.find(system), { programs });
  commands.chromedriver = () => 'ChromeDriver 150.0.1.2';
  await assert.rejects(make(chromium, system), /not of the same major version/);
});

test('without root, rejects with the commands to run with sudo', async (t) => {
  const system = fakeSystem(t, { programs: ['apt-get'], isRoot: false });
  await assert.rejects(make(webkit, system), {
    message: 'Only root can install webkit2gtk-driver, xvfb.',
    fixes: ['sudo apt-get update', 'sudo apt-get install webkit2gtk-driver xvfb'],
  });
  assert.deepEqual(system.calls, []);
});
