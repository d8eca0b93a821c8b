import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.mjs';
import { writeFactory } from './factory.mjs';
import { withoutPaths } from './paths.mjs';
import { hashOf, once } from './stamp.mjs';

/** What each module is made of, besides its own crate: an edit elsewhere must not rebuild it. */
const ROOMS = {
  loader: ['src/loader'],
  client: ['src/contract', 'src/client'],
  sandbox: ['src/contract', 'src/sandbox'],
};

/** Builds one module into `build/NAME/core.js` and `core_bg.wasm`. Returns whether there was work to do. */
export async function buildWasm(name, env) {
  const inputs = [
    'scripts/build/factory.mjs',
    'scripts/build/paths.mjs',
    'Cargo.toml',
    'Cargo.lock',
    'src/lib.rs',
    `wasm/${name}`,
    ...ROOMS[name],
  ];
  const options = ['--target', 'web', '--release', '--no-pack', '--mode', 'no-install'];
  const hash = hashOf(inputs, options.join(' ') + env.RUSTFLAGS);
  return once(`build/${name}.stamp`, hash, `build/${name}/core_bg.wasm`, async () => {
    const out = ['--out-dir', join('..', '..', 'build', name), '--out-name', 'core'];
    const log = await run('wasm-pack', ['build', `wasm/${name}`, ...options, ...out], {
      env: await withoutPaths(env),
      all: true,
    });
    // wasm-pack goes on without wasm-opt when it does not find it, and says so at most in passing.
    if (!log.includes('Optimizing wasm binaries')) {
      throw new Error(`wasm-opt did not run on wasm/${name}. Run: npm run setup\n${log}`);
    }
    const bytes = await readFile(`build/${name}/core_bg.wasm`);
    if (bytes.subarray(0, 4).toString('latin1') !== '\0asm') {
      throw new Error(`build/${name}/core_bg.wasm is no WebAssembly`);
    }
    if (name === 'loader') await writeFactory(`build/${name}`, env);
  });
}
