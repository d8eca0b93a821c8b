import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './places.mjs';
import { SetupProblem, tail } from './problem.mjs';
import { archives, fetchReleases } from './release.mjs';
import { lockedVersion } from './versions.mjs';

const PROGRAMS = ['wasm-pack', 'wasm-bindgen', 'wasm-bindgen-test-runner'];

/** The versions that the lock files name: wasm-bindgen's format changes with each, so it must be exact. */
export function toolVersions(root) {
  const own = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const tools = readFileSync(join(root, 'scripts', 'tools', 'Cargo.lock'), 'utf8');
  return {
    pack: lockedVersion(tools, 'wasm-pack'),
    bindgen: lockedVersion(own, 'wasm-bindgen'),
    built: lockedVersion(tools, 'wasm-bindgen-cli'),
  };
}

const folderOf = ({ cache, root, platform, arch }, { pack, bindgen }) =>
  join(cache, `tools-${pack}-${bindgen}-${platform}-${arch}-${fingerprint(join(root, 'scripts', 'tools'))}`);

/** Do the programs in `folder` (or on PATH) run, and are they of these versions? */
async function rightVersions(run, path, { pack, bindgen }) {
  const wanted = [pack, bindgen, bindgen];
  const answers = await Promise.all(
    PROGRAMS.map((name) => run(path(name), ['--version'], { timeout: 5_000 })),
  );
  return answers.every(({ ok, stdout }, index) => ok && stdout.trim().split(/\s+/)[1] === wanted[index]);
}

/** wasm-pack and the wasm-bindgen of Cargo.lock. The result's `bin` is `null` when PATH already has them. */
export const toolsStep = {
  name: 'wasm-pack, wasm-bindgen',
  needsCargo: true,

  async find(context) {
    const versions = toolVersions(context.root);
    const bin = join(folderOf(context, versions), 'bin');
    if (existsSync(bin)) return { bin };
    const paths = PROGRAMS.map((name) => context.which(name));
    if (paths.includes(null)) return null;
    return (await rightVersions(context.run, (name) => paths[PROGRAMS.indexOf(name)], versions))
      ? { bin: null }
      : null;
  },

  async make(context, say) {
    const { cache, run } = context;
    const versions = toolVersions(context.root);
    const folder = folderOf(context, versions);
    mkdirSync(cache, { recursive: true });
    const work = mkdtempSync(join(cache, 'tmp-tools-'));
    try {
      const bin = join(work, 'made', 'bin');
      mkdirSync(bin, { recursive: true });
      const reason = await readyMade(context, versions, bin, say);
      if (reason) {
        say(`not ready-made (${reason}); building them from source, about a minute`);
        rmSync(bin, { recursive: true });
        mkdirSync(bin);
        await build(context, versions, work, bin, say);
      }
      if (!(await rightVersions(run, (name) => join(bin, name), versions))) {
        throw new SetupProblem(
          `wasm-pack ${versions.pack} and wasm-bindgen ${versions.bindgen} were made but do not run.`,
          {
            mend: [
              'node scripts/setup.mjs',
              `cargo install wasm-pack@${versions.pack} wasm-bindgen-cli@${versions.bindgen}`,
            ],
          },
        );
      }
      renameSync(join(work, 'made'), folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return { bin: join(folder, 'bin') };
  },
};

/** The projects' own binaries; resolves with the reason when they cannot be had. */
async function readyMade({ env, run, platform, arch }, versions, bin, say) {
  const base = env.FLOW_WIDGET_RELEASES;
  if (base === 'none') return 'FLOW_WIDGET_RELEASES=none';
  say(`looking for wasm-pack ${versions.pack} and wasm-bindgen ${versions.bindgen}, ready-made`);
  const list = archives(versions, { platform, arch }, base || undefined);
  const reason = await fetchReleases(list, bin, run);
  if (reason) return reason;
  return (await rightVersions(run, (name) => join(bin, name), versions))
    ? null
    : 'what was fetched does not run here';
}

/** One program of ours that holds all three, built without optimisation: see docs/setup.md. */
async function build({ root, run, env, apt }, versions, work, bin, say) {
  if (versions.built !== versions.bindgen) {
    throw new SetupProblem(
      `scripts/tools builds wasm-bindgen ${versions.built}, but Cargo.lock has ${versions.bindgen}.`,
      {
        mend: [
          `# set wasm-bindgen-cli to "=${versions.bindgen}" in scripts/tools/Cargo.toml`,
          'cargo update --manifest-path scripts/tools/Cargo.toml -p wasm-bindgen-cli',
        ],
      },
    );
  }
  await apt.ensure('cc', ['gcc', 'libc6-dev'], 'Compiling Rust wants a C linker', say);
  const target = join(work, 'target');
  const crate = join(root, 'scripts', 'tools');
  const clean = Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_.*|CARGO_PROFILE_.*)$/.test(name),
    ),
  );
  const result = await run('cargo', ['build', '--locked'], {
    cwd: crate,
    env: { ...clean, CARGO_TARGET_DIR: target },
  });
  if (!result.ok) {
    const network = /failed to (download|fetch|get)|Could not resolve|spurious network/i.test(result.output);
    throw new SetupProblem(
      network
        ? 'cargo could not reach its registry: is there a network?'
        : 'wasm-pack and wasm-bindgen could not be built.',
      {
        mend: [`cargo ${network ? 'fetch' : 'build'} --locked --manifest-path scripts/tools/Cargo.toml`],
        log: tail(result.output),
      },
    );
  }
  const [first, ...others] = PROGRAMS.map((name) => join(bin, name));
  renameSync(join(target, 'debug', 'flow-widget-tools'), first);
  for (const other of others) linkSync(first, other);
}
