import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CACHE, NAME, ROOT } from './places.mjs';

const exec = promisify(execFile);

/** Packs the package without rebuilding `dist/`. Returns the archive's path, npm's report and npm's stderr. */
export async function pack() {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(`${CACHE}pack-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout, stderr } = await exec('npm', args, { cwd: ROOT, maxBuffer: 1 << 24 });
  // Depending on its version, npm prints a list, or an object of packages by name.
  const [report] = Object.values(JSON.parse(stdout));
  return { path: `${folder}/${report.filename}`, report, stderr };
}

let packed;

/** Returns the path of the archive that `npm run test:package` has packed. Packs it if a test file is run directly. */
export function tarball() {
  packed ??= process.env.PACKAGE_TARBALL ?? pack().then(({ path }) => path);
  return packed;
}

/** Extracts the archive into a `node_modules` folder, as npm does for a package without dependencies. */
export async function unpack(modules) {
  const folder = `${modules}/${NAME}`;
  await exec('rm', ['-rf', folder]);
  await mkdir(folder, { recursive: true });
  await exec('tar', ['-xzf', await tarball(), '-C', folder, '--strip-components=1']);
  return folder;
}

export const manifest = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));

/** The JavaScript entry points by import specifier: `flow-widget-loader`, `flow-widget-loader/slim`, … */
export const entries = Object.keys(manifest.exports)
  .filter((path) => !/\.(wasm|json)$/.test(path))
  .map((path) => NAME + path.slice(1));

/** The entry points that package.json declares free of side effects. */
export const sideEffectFree = entries.filter((entry) => {
  const { sideEffects, exports } = manifest;
  const target = exports[`.${entry.slice(NAME.length)}`];
  return !(sideEffects || []).some((file) => Object.values(target).includes(file));
});
