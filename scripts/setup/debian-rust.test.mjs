import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { target } from './rust.mjs';
import { fakeSystem, make, rustc } from './testing/system.mjs';

/** Fakes a machine on which rustup cannot add the target. apt-get installs Debian's compiler of version `debian`. */
function machine(t, { debian = '1.96.0', cargo, ...rest } = {}) {
  const commands = {
    rustc: () => system.folder,
    'apt-get': () => Object.assign(commands, { 'debian/bin/rustc': () => rustc(debian) }),
    'debian/bin/cargo':
      cargo ??
      (() => {
        const build = `tools/rust-${debian}-012345678-wasm32.build/target/wasm32-unknown-unknown/release/deps`;
        for (const name of ['libstd-1.rlib', 'libempty-2.rlib', 'std.d']) system.put(`${build}/${name}`);
      }),
  };
  const system = fakeSystem(t, { programs: ['apt-get'], commands, ...rest });
  system.put('lib/rustlib/x86_64-linux/bin/rust-lld');
  return system;
}

test('builds the standard library with Debian’s Rust, and creates a toolchain from both', async (t) => {
  const system = machine(t);
  assert.equal(await target.find(system), null);
  const { found } = await make(target, system);
  const folder = join(system.tools, 'rust-1.96.0-012345678-wasm32');
  assert.deepEqual(found, { path: join(folder, 'bin') });
  assert.match(system.calls.join('\n'), / install .* rustc-web cargo-web rust-web-src\n/);
  assert.deepEqual(readdirSync(join(folder, 'lib/rustlib/wasm32-unknown-unknown/lib')), ['libstd-1.rlib']);
  assert.match(readFileSync(join(folder, 'bin/rustc'), 'utf8'), /exec '.*' --sysroot '.*-wasm32' "\$@"/);
  assert.deepEqual(readdirSync(system.tools), ['rust-1.96.0-012345678-wasm32']);
  // Clippy can be added later without building the library again.
  delete system.commands['debian/bin/cargo'];
  system.put('debian/bin/cargo-clippy');
  assert.deepEqual((await make(target, Object.assign(system, { tests: true }))).found, found);
});

test('after a failed build, the next setup finds no toolchain', async (t) => {
  const system = machine(t, { cargo: () => Promise.reject(new Error('no')) });
  await assert.rejects(make(target, system), /Debian's Rust could not build the standard library either/);
  assert.equal(await target.find(system), null);
});

test('rejects if Debian’s Rust is too old or cannot be installed', async (t) => {
  await assert.rejects(make(target, machine(t, { debian: '1.85.0' })), /is 1\.85\.0, older than 1\.88/);
  await assert.rejects(make(target, machine(t, { isRoot: false })), ({ fixes, message }) => {
    assert.match(message, /"rustup target add .*" failed\. Only root can install rustc-web/);
    assert.equal(fixes[0], 'rustup target add wasm32-unknown-unknown');
    return true;
  });
});
