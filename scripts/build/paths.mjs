import { dirname } from 'node:path';
import { run } from '../run.mjs';

/**
 * Returns an environment in which rustc removes the folders of this machine from the source locations of panics.
 * Otherwise the package would reveal them, and the same sources would compile to a different module on each machine.
 */
export async function withoutPaths(env) {
  const args = [
    'metadata',
    '--quiet',
    '--format-version',
    '1',
    '--filter-platform',
    'wasm32-unknown-unknown',
  ];
  const { packages } = JSON.parse(await run('cargo', args, { env }));
  const folders = packages
    .filter(({ source }) => source !== null)
    .map(({ manifest_path: path }) => `${dirname(dirname(path))}/`);
  const { RUSTFLAGS, CARGO_ENCODED_RUSTFLAGS, ...rest } = env;
  // The encoded form, because a folder's name may contain a space.
  const own = CARGO_ENCODED_RUSTFLAGS?.split('\x1f') ?? RUSTFLAGS?.split(/\s+/) ?? [];
  const flags = [...own, ...new Set(folders.map((folder) => `--remap-path-prefix=${folder}=`))];
  return { ...rest, CARGO_ENCODED_RUSTFLAGS: flags.filter(Boolean).join('\x1f') };
}
