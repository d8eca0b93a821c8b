import { dirname } from 'node:path';
import { run } from '../run.mjs';

/**
 * An environment in which the places of a panic are written without the folders of this machine: they would tell
 * everybody where the package was built, and make another module of the same sources elsewhere.
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
  // Encoded, as a folder's name may have a space in it.
  const own = CARGO_ENCODED_RUSTFLAGS?.split('\x1f') ?? RUSTFLAGS?.split(/\s+/) ?? [];
  const flags = [...own, ...new Set(folders.map((folder) => `--remap-path-prefix=${folder}=`))];
  return { ...rest, CARGO_ENCODED_RUSTFLAGS: flags.filter(Boolean).join('\x1f') };
}
