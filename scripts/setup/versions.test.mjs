import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RUSTC } from './testing/world.mjs';
import {
  aptCandidate,
  atLeast,
  lockedVersion,
  parseRustc,
  parseVersion,
  rustVersionOf,
} from './versions.mjs';

test('versions are read out of what tools print', () => {
  assert.deepEqual(parseVersion('Chromium 156.0.8078.79 built on Debian'), [156, 0, 8078, 79]);
  assert.deepEqual(parseVersion('rustc 1.95.0-nightly (59807616e 2026-04-14)'), [1, 95, 0]);
  assert.deepEqual(parseVersion('1.96.0+dfsg1-1~deb12u2'), [1, 96, 0]);
  assert.deepEqual(parseVersion('1:22.1'), [22, 1]);
  assert.equal(parseVersion('no number here'), null);
});

test('versions are compared by number, not by letter', () => {
  assert.ok(atLeast([1, 100], [1, 88]));
  assert.ok(atLeast([1, 88], [1, 88, 0]));
  assert.ok(atLeast([20, 0, 1], [20]));
  assert.ok(!atLeast([1, 9, 9], [1, 88]));
  assert.ok(!atLeast([19, 9], [20]));
});

test('a lock file gives the version of the package of exactly that name', () => {
  const lock = `version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"
dependencies = [
 "wasm-bindgen",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
`;
  assert.equal(lockedVersion(lock, 'wasm-bindgen'), '0.2.130');
  assert.equal(lockedVersion(lock, 'wasm-pack'), null);
});

test('the least Rust is what the manifest says', () => {
  assert.deepEqual(rustVersionOf('edition = "2024"\nrust-version = "1.88"\n'), [1, 88]);
  assert.equal(rustVersionOf('rust-version.workspace = true\n'), null);
});

test('rustc tells its release, commit, host and LLVM', () => {
  const expected = { release: '1.96.0', commit: '012345678', host: 'x86_64-unknown-linux-gnu', llvm: 22 };
  assert.deepEqual(parseRustc(RUSTC('1.96.0')), expected);
  assert.equal(parseRustc('error: rustup could not choose a version of rustc to run'), null);
});

test('a candidate of apt that is not there is none', () => {
  const policy = (candidate) => `rustc-web:\n  Installed: (none)\n  Candidate: ${candidate}\n`;
  assert.equal(aptCandidate(policy('1.96.0+dfsg1-1~deb12u2')), '1.96.0+dfsg1-1~deb12u2');
  assert.equal(aptCandidate(policy('(none)')), null);
  assert.equal(aptCandidate(''), null);
});
