import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';

/**
 * Returns whether the installed packages are those in the lock file. Packages for other platforms may be missing.
 * Compares versions and hashes, not modification times: a checkout touches files that did not change.
 *
 * @param {object} lock package-lock.json
 * @param {object} installed node_modules/.package-lock.json, which npm writes when it is done
 */
export function sameTree(lock, installed) {
  const found = installed.packages ?? {};
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    if (!found[path]) return wanted.optional === true || wanted.devOptional === true;
    return found[path].version === wanted.version && found[path].integrity === wanted.integrity;
  });
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);

/** Returns whether a folder contains the packages in its lock file. */
export function isInstalled(folder) {
  const installed = readJson(join(folder, 'node_modules', '.package-lock.json'));
  return installed !== null && sameTree(readJson(join(folder, 'package-lock.json')), installed);
}

/** The npm packages, one of which contains wasm-opt. */
export const npmPackages = {
  name: 'npm packages',

  async find({ root }) {
    return isInstalled(root) ? { path: join(root, 'node_modules', '.bin') } : null;
  },

  async make({ run }) {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline']).catch((error) => {
      throw new SetupProblem('npm could not install the packages.', ['npm ci'], error.output);
    });
  },
};
