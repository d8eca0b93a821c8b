import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CACHE, NAME, ROOT } from './places.mjs';

const exec = promisify(execFile);

/** Packs `dist/` as it is. What npm says about it comes with the archive's path. */
export async function pack() {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(`${CACHE}pack-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout, stderr } = await exec('npm', args, { cwd: ROOT, maxBuffer: 1 << 24 });
  // One npm answers with a list, another with an object of packages by name.
  const [report] = Object.values(JSON.parse(stdout));
  return { path: `${folder}/${report.filename}`, report, stderr };
}

let packed;

/** The archive of this run: `npm run test:package` has packed it; for a test on its own it is packed now. */
export function tarball() {
  packed ??= process.env.PACKAGE_TARBALL ?? pack().then(({ path }) => path);
  return packed;
}

/** Lays the package into a `node_modules` folder, as npm does with an archive that has no dependencies. */
export async function unpack(modules) {
  const folder = `${modules}/${NAME}`;
  await exec('rm', ['-rf', folder]);
  await mkdir(folder, { recursive: true });
  await exec('tar', ['-xzf', await tarball(), '-C', folder, '--strip-components=1']);
  return folder;
}

export const manifest = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));

/** The entries that are JavaScript, as they are imported: `flow-widget-loader`, `flow-widget-loader/slim`, … */
export const entries = Object.keys(manifest.exports)
  .filter((path) => !/\.(wasm|json)$/.test(path))
  .map((path) => NAME + path.slice(1));

/** Those of them that package.json says to be without side effects. */
export const inert = entries.filter((entry) => {
  const { sideEffects, exports } = manifest;
  const target = exports[`.${entry.slice(NAME.length)}`];
  return !(sideEffects || []).some((file) => Object.values(target).includes(file));
});
