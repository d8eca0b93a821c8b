/**
 * Prepares the framework apps: installs their packages if they differ from the lock file, copies the built package into
 * their node_modules as npm would, and builds the apps into `build/frameworks` if an input changed.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashOf, once } from '../../../scripts/build/stamp.mjs';
import { sameTree } from '../../../scripts/setup/npm.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** The folder of the built apps. */
export const BUILT = `${root}build/frameworks`;

/** The folder of the apps' sources. */
export const APPS = `${root}examples/frameworks`;

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8').catch(() => 'null'));

async function install(folder) {
  const lock = await readJson(`${folder}/package-lock.json`);
  const installed = await readJson(`${folder}/node_modules/.package-lock.json`);
  if (installed && sameTree(lock, installed)) return;
  console.log(`Installing the frameworks' packages into ${folder.slice(root.length)}/node_modules (npm ci)`);
  await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
}

/** Copies the files that `npm pack` would include into the apps' node_modules. */
async function copyPackage(folder) {
  const target = `${folder}/node_modules/flow-widget-loader`;
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const { files } = await readJson(`${root}package.json`);
  for (const name of [...files, 'package.json']) {
    await cp(`${root}${name}`, `${target}/${name}`, { recursive: true });
  }
}

export default async function prepare() {
  await install(APPS);
  await copyPackage(APPS);
  const hash = (...names) =>
    hashOf([
      `${root}dist`,
      ...['package.json', 'package-lock.json', ...names].map((name) => `${APPS}/${name}`),
    ]);
  await once(
    `${BUILT}/vite.stamp`,
    hash('element', 'react', 'svelte', 'tests', 'vue'),
    `${BUILT}/vue/index.html`,
    () => run(process.execPath, ['tests/build.mjs', BUILT], { cwd: APPS }),
  );
  await once(`${BUILT}/angular.stamp`, hash('angular'), `${BUILT}/angular/index.html`, () =>
    run('../node_modules/.bin/architect', ['app:build:test'], { cwd: `${APPS}/angular` }),
  );
}
