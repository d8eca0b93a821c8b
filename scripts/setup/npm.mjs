import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem, tail } from './problem.mjs';

/** What npm writes into node_modules when it is done: the tree that is really there. */
const HIDDEN = join('node_modules', '.package-lock.json');

/**
 * Is what npm installed what the lock file asks for? Packages for other platforms (`optional`) may be missing.
 * Content decides, not time: a checkout touches files that did not change.
 */
export function sameTree(lock, installed) {
  const there = installed.packages ?? {};
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = there[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/** npm waits up to a minute before each new try unless it is told: without a network that is all in vain. */
const OPTIONS = [
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=4000',
];

const npm = ({ root, run, env }, args) => run('npm', [...args, ...OPTIONS], { cwd: root, env });

/** npm's own words, without the usage text that it prints below them. */
export const errorsOf = (output) =>
  output
    .split('\n')
    .filter((line) => /^npm (error|ERR!) \S/.test(line) && !/A complete log/.test(line))
    .slice(0, 10)
    .join('\n');

/** The npm packages, wasm-opt among them. */
export const npmStep = {
  name: 'npm packages',

  async find({ root }) {
    const lock = readJson(join(root, 'package-lock.json'));
    const installed = readJson(join(root, HIDDEN));
    const bin = join(root, 'node_modules', '.bin');
    return lock && installed && sameTree(lock, installed) && existsSync(join(bin, 'wasm-opt'))
      ? { bin }
      : null;
  },

  async make(context, say) {
    say('npm ci');
    let result = await npm(context, ['ci']);
    if (/ can only install packages when /.test(result.output)) {
      // The lock file leaves out packages for other platforms, which `npm ci` refuses and `npm install` does not.
      say('npm install (the lock file is not complete enough for npm ci)');
      result = await npm(context, ['install', '--no-save']);
    }
    if (!result.ok) {
      const network = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(
        result.output,
      );
      throw new SetupProblem(
        network
          ? 'npm could not reach its registry: is there a network?'
          : 'The npm packages could not be installed.',
        {
          mend: network ? ['npm ping   # until it answers'] : ['npm ci'],
          log: tail(errorsOf(result.output)),
        },
      );
    }
    const found = await this.find(context);
    if (!found) {
      throw new SetupProblem(
        'npm ci went through, but wasm-opt is not in node_modules: the package binaryen is missing.',
        {
          mend: ['npm install --save-dev binaryen'],
        },
      );
    }
    return found;
  },
};
