/**
 * Sets the framework apps up: installs their packages where the lock file asks for others than are there, puts the
 * built package among them as npm would, and builds the apps into `build/frameworks`.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashOf, once } from '../../../scripts/build/stamp.mjs';
import { sameTree } from '../../../scripts/setup/npm.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** Where the built apps are. */
export const BUILT = `${root}build/frameworks`;

const APPS = 'examples/frameworks';

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8').catch(() => 'null'));

async function install(folder) {
  const lock = await readJson(`${folder}/package-lock.json`);
  const installed = await readJson(`${folder}/node_modules/.package-lock.json`);
  if (installed && sameTree(lock, installed)) return;
  console.log(`Installing the frameworks' packages into ${folder.slice(root.length)}/node_modules (npm ci)`);
  await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
}

/** The files that `npm pack` would pack, where an application finds them. */
async function putPackage(folder) {
  const place = `${folder}/node_modules/flow-widget-loader`;
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  const { files } = await readJson(`${root}package.json`);
  for (const name of [...files, 'package.json']) {
    await cp(`${root}${name}`, `${place}/${name}`, { recursive: true });
  }
}

export default async function prepare() {
  const folder = root + APPS;
  await install(folder);
  await putPackage(folder);
  await run(process.execPath, ['tests/build.mjs', BUILT], { cwd: folder });
  await once(
    `${BUILT}/angular.stamp`,
    hashOf(['dist', `${APPS}/angular`, `${APPS}/package-lock.json`]),
    `${BUILT}/angular/index.html`,
    () => run('../node_modules/.bin/architect', ['app:build:test'], { cwd: `${folder}/angular` }),
  );
}
