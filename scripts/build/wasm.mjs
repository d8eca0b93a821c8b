import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.mjs';
import { writeFactory } from './factory.mjs';
import { withoutPaths } from './paths.mjs';
import { hashOf, once } from './stamp.mjs';

/** The sources of each module outside its own crate. Changes of other files do not rebuild it. */
const SOURCES = {
  loader: ['src/backoff.rs', 'src/loader'],
  client: ['src/backoff.rs', 'src/contract', 'src/client'],
  sandbox: ['src/contract', 'src/sandbox'],
};

/** Builds one module into `build/NAME/core.js` and `core_bg.wasm`. Returns whether it had to be built. */
export async function buildWasm(name, env) {
  const inputs = [
    'scripts/build/factory.mjs',
    'scripts/build/paths.mjs',
    'Cargo.toml',
    'Cargo.lock',
    'src/lib.rs',
    `wasm/${name}`,
    ...SOURCES[name],
  ];
  const options = ['--target', 'web', '--release', '--no-pack', '--mode', 'no-install'];
  const hash = hashOf(inputs, options.join(' ') + env.RUSTFLAGS);
  return once(`build/${name}.stamp`, hash, `build/${name}/core_bg.wasm`, async () => {
    const out = ['--out-dir', join('..', '..', 'build', name), '--out-name', 'core'];
    const log = await run('wasm-pack', ['build', `wasm/${name}`, ...options, ...out], {
      env: await withoutPaths(env),
      all: true,
    });
    // wasm-pack succeeds even if wasm-opt is missing; only its log shows that.
    if (!log.includes('Optimizing wasm binaries')) {
      throw new Error(`wasm-opt did not run on wasm/${name}. Run: npm run setup\n${log}`);
    }
    const bytes = await readFile(`build/${name}/core_bg.wasm`);
    if (bytes.subarray(0, 4).toString('latin1') !== '\0asm') {
      throw new Error(`build/${name}/core_bg.wasm is not WebAssembly`);
    }
    if (name === 'loader') await writeFactory(`build/${name}`, env);
  });
}
