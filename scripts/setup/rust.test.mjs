import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireCargo, rustStep } from './rust.mjs';
import { bad, good, RUSTC, world } from './testing/world.mjs';

const HOST = 'x86_64-unknown-linux-gnu';
const ON_PATH = ['cc', 'rustc', 'cargo', 'cargo-fmt', 'rustup', 'apt-get', 'apt-cache'];

/**
 * A machine with a compiler of the user's (`own`: its release) and Debian's packages if `debian`.
 * `target` and `lints` say what the user's compiler has; `rustup` what it answers.
 */
function machine(
  t,
  { own = '1.95.0', debian, target = false, lints = true, rustup = () => bad('error: no network'), ...rest },
) {
  const w = world({ test: t, programs: ON_PATH, commands: {}, ...rest });
  const { commands } = w;
  const sysroot = join(w.folder, 'own');
  const library = join(sysroot, 'wasm');
  const addTarget = () => w.put('own/wasm/libstd-1.rlib');
  const addLints = () => ['cargo-clippy', 'cargo-fmt'].map((name) => w.put(`own/bin/${name}`));
  w.put(`own/lib/rustlib/${HOST}/bin/rust-lld`);
  if (target) addTarget();
  if (lints) addLints();
  const install = (release) => {
    w.put('debian/bin/cargo');
    w.put('debian/lib/rustlib/src/rust/library/std/lib.rs');
    commands['/debian/bin/rustc'] = () => good(RUSTC(release));
    commands['/debian/bin/cargo'] = (_args, { env }) => {
      w.stdEnv = env;
      const deps = join(env.CARGO_TARGET_DIR, 'wasm32-unknown-unknown/release/deps').replace(w.folder, '');
      for (const name of ['libstd-1.rlib', 'libcore-2.rlib', 'libstd_for_wasm-3.rlib', 'std.d'])
        w.put(`.${deps}/${name}`);
      return good();
    };
  };
  if (debian) install(debian);
  if (own) {
    commands.rustc = (args) =>
      good(
        args.includes('-vV')
          ? RUSTC(own)
          : [sysroot, args.includes('target-libdir') ? library : ''].join('\n'),
      );
  }
  commands.rustup = (args) => rustup(args, { addTarget, addLints });
  commands['apt-cache'] = () => good(`  Candidate: ${w.candidate ?? '1.96.0+dfsg1'}\n`);
  commands['apt-get'] = (args) => {
    if (args.includes('rustc-web')) install('1.96.0');
    if (args.includes('rust-web-clippy'))
      for (const name of ['cargo-clippy', 'clippy-driver']) w.put(`debian/bin/${name}`);
    return good();
  };
  return w;
}

const installs = ({ calls }) => calls.filter((call) => / install /.test(call));

test('a compiler that has the target is taken as it is', async (t) => {
  const w = machine(t, { target: true, tests: true });
  assert.deepEqual(await rustStep.find(w.context), { bin: null, release: '1.95.0' });
});

test('rustup adds the target where it can', async (t) => {
  const w = machine(t, { rustup: (_args, { addTarget }) => good(addTarget()) });
  assert.equal(await rustStep.find(w.context), null);
  assert.deepEqual(await rustStep.make(w.context, w.say), { bin: null, release: '1.95.0' });
  assert.ok(w.calls.includes('rustup target add wasm32-unknown-unknown'));
  assert.deepEqual(installs(w), []);
});

test('rustup adds clippy and rustfmt for the tests, and only for them', async (t) => {
  const w = machine(t, {
    target: true,
    lints: false,
    tests: true,
    rustup: (_args, { addLints }) => good(addLints().join()),
  });
  assert.equal((await rustStep.make(w.context, w.say)).bin, null);
  assert.ok(w.calls.includes('rustup component add clippy rustfmt'));
  const plain = machine(t, { target: true, lints: false });
  assert.equal((await rustStep.find(plain.context)).bin, null);
});

test('where rustup cannot, a private toolchain is made of Debian’s packages', async (t) => {
  const w = machine(t, {
    env: { RUSTFLAGS: '-Cmine', RUSTUP_TOOLCHAIN: 'x', CARGO_BUILD_TARGET: 'y', CARGO_HOME: '/z' },
  });
  const { bin } = await rustStep.make(w.context, w.say);
  assert.match(installs(w)[0], /rustc-web cargo-web rust-web-src$/);
  assert.ok(w.said.some((line) => line.includes('rustup could not add wasm32-unknown-unknown (no network)')));

  const folder = join(bin, '..');
  assert.deepEqual(readdirSync(join(folder, 'lib/rustlib/wasm32-unknown-unknown/lib')).sort(), [
    'libcore-2.rlib',
    'libstd-1.rlib',
  ]);
  assert.ok(readFileSync(join(bin, 'rustc'), 'utf8').includes(`--sysroot '${folder}'`));
  assert.ok(existsSync(join(folder, 'lib/rustlib', HOST, 'bin/rust-lld')));
  assert.deepEqual(
    readdirSync(w.context.cache).filter((name) => name.startsWith('tmp-')),
    [],
  );

  const { RUSTFLAGS, RUSTUP_TOOLCHAIN, CARGO_BUILD_TARGET, CARGO_HOME } = w.stdEnv;
  assert.deepEqual(
    [RUSTFLAGS, RUSTUP_TOOLCHAIN, CARGO_BUILD_TARGET, CARGO_HOME],
    ['-Cembed-bitcode=yes', undefined, undefined, '/z'],
  );
  assert.deepEqual(await rustStep.find(w.context), { bin, release: '1.96.0' });
});

test('a build of the standard library that fails leaves nothing behind', async (t) => {
  const w = machine(t, { debian: '1.96.0' });
  w.commands['/debian/bin/cargo'] = () => bad('error: could not compile `core`');
  await assert.rejects(rustStep.make(w.context, w.say), (error) =>
    /could not compile `core`/.test(error.log),
  );
  assert.deepEqual(readdirSync(w.context.cache), []);
  assert.equal(await rustStep.find(w.context), null);
});

test('a linker that has gone is linked again, without a new build', async (t) => {
  const w = machine(t, { debian: '1.96.0' });
  const { bin } = await rustStep.make(w.context, w.say);
  const link = join(bin, '../lib/rustlib', HOST, 'bin/rust-lld');
  rmSync(link);
  symlinkSync(join(w.folder, 'gone'), link);
  assert.equal(await rustStep.find(w.context), null);
  const builds = () => w.calls.filter((call) => call.startsWith('/debian/bin/cargo')).length;
  const before = builds();
  await rustStep.make(w.context, w.say);
  assert.ok(existsSync(link));
  assert.equal(builds(), before);
});

test('another compiler of Debian’s gets a toolchain of its own', async (t) => {
  const w = machine(t, { debian: '1.96.0' });
  const first = await rustStep.make(w.context, w.say);
  w.commands['/debian/bin/rustc'] = () => good(RUSTC('1.97.0'));
  assert.equal(await rustStep.find(w.context), null);
  assert.notEqual((await rustStep.make(w.context, w.say)).bin, first.bin);
});

test('the tests add Debian’s clippy', async (t) => {
  const w = machine(t, { debian: '1.96.0', tests: true });
  await rustStep.make(w.context, w.say);
  assert.match(installs(w)[0], /--no-remove rust-web-clippy$/);
  assert.notEqual(await rustStep.find(w.context), null);
});

test('where no Rust has rustfmt, Debian’s is installed for the tests', async (t) => {
  const programs = ON_PATH.filter((name) => name !== 'cargo-fmt' && name !== 'rustup');
  const w = machine(t, { debian: '1.96.0', tests: true, programs });
  await rustStep.make(w.context, w.say);
  assert.match(installs(w)[0], /--no-remove rust-web-clippy rustfmt-web$/);
});

test('packages that are too old are not installed', async (t) => {
  const w = machine(t, {});
  w.candidate = '1.85.0+dfsg3';
  await assert.rejects(rustStep.make(w.context, w.say), (error) => {
    assert.match(error.message, /Debian's rustc-web is 1\.85\.0\+dfsg3 \(1\.88 or newer is needed\)/);
    assert.deepEqual(error.mend, ['rustup update stable', 'rustup target add wasm32-unknown-unknown']);
    return true;
  });
  assert.deepEqual(installs(w), []);
});

test('a compiler that is too old is not asked for the target', async (t) => {
  const w = machine(t, { own: '1.80.0', target: true, debian: '1.96.0' });
  assert.equal(await rustStep.find(w.context), null);
  assert.notEqual((await rustStep.make(w.context, w.say)).bin, null);
  assert.ok(!w.calls.some((call) => call.startsWith('rustup')));
});

test('without root the command with sudo is shown', async (t) => {
  const w = machine(t, { root: false });
  await assert.rejects(rustStep.make(w.context, w.say), (error) => {
    assert.match(
      error.message,
      /rustup could not add .* only root can install rustc-web, cargo-web, rust-web-src/,
    );
    return /^sudo apt-get install .* rustc-web cargo-web rust-web-src$/m.test(error.mend.join('\n'));
  });
});

test('without apt there is rustup alone', async (t) => {
  const w = machine(t, { programs: ON_PATH.filter((name) => !name.startsWith('apt')) });
  await assert.rejects(rustStep.make(w.context, w.say), (error) => {
    assert.deepEqual(error.mend, ['rustup target add wasm32-unknown-unknown']);
    return /rustup could not add wasm32-unknown-unknown \(no network\)\.$/.test(error.message);
  });
});

test('no C linker: gcc is installed', async (t) => {
  const programs = ON_PATH.filter((name) => name !== 'cc');
  const w = machine(t, { target: true, programs });
  w.commands['apt-get'] = () => good(String(programs.push('cc')));
  assert.equal(await rustStep.find(w.context), null);
  assert.equal((await rustStep.make(w.context, w.say)).bin, null);
  assert.match(installs(w)[0], /--no-remove gcc libc6-dev$/);
});

test('without cargo the way to rustup is shown', async (t) => {
  const w = world({ test: t });
  await assert.rejects(requireCargo(w.context), (error) => /sh\.rustup\.rs/.test(error.mend.join('\n')));
  const broken = world({
    test: t,
    programs: ['cargo', 'rustc'],
    commands: { cargo: () => bad('error: no default is configured') },
  });
  await assert.rejects(requireCargo(broken.context), (error) => {
    assert.match(error.log, /no default/);
    return error.mend.includes('rustup default stable');
  });
});
