import { existsSync, readFileSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeProblems, SetupProblem } from './problem.mjs';
import { runSteps } from './steps.mjs';
import { createSystem } from './system.mjs';

/** The Debian packages with the interpreter and with the module `venv`. */
const DEBIAN = ['python3', 'python3-venv'];

/**
 * Creates a step that makes a virtual environment with the packages of a requirements file. Its folder is named after that
 * of the file, such as `build/python/openapi` for `tests/openapi/requirements.txt`, so that the files need not agree on the
 * versions of packages.
 *
 * @param {string} requirements the path of the file, which pins every package, in the repository
 * @returns {import('./steps.mjs').Step}
 */
export function pythonPackages(requirements) {
  const name = basename(dirname(requirements));
  const folderOf = ({ root }) => join(root, 'build', 'python', name);
  /** A copy of the file, which is made when everything is installed. */
  const installedOf = (system) => join(folderOf(system), 'requirements.txt');

  return {
    name: `Python packages: ${name}`,

    async find(system) {
      const [wanted, installed] = [join(system.root, requirements), installedOf(system)];
      const isSame =
        existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8');
      return isSame ? { path: join(folderOf(system), 'bin') } : null;
    },

    async make(system, log) {
      const folder = folderOf(system);
      await rm(folder, { recursive: true, force: true });
      const create = () => system.run('python3', ['-m', 'venv', folder]);
      log(`python3 -m venv ${folder}`);
      await create().catch(async () => {
        // Debian's interpreter has no pip for virtual environments without the second package.
        await system.install(DEBIAN);
        await rm(folder, { recursive: true, force: true });
        await create().catch((error) => {
          throw new SetupProblem('python3 cannot create a virtual environment.', [], error.output);
        });
      });
      const pip = join(folder, 'bin', 'pip');
      const args = [
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '-r',
        join(system.root, requirements),
      ];
      log(`pip install -r ${requirements}`);
      await system.run(pip, args).catch((error) => {
        throw new SetupProblem(
          `pip could not install the packages in ${requirements}.`,
          [[pip, ...args].join(' ')],
          error.output,
        );
      });
      await copyFile(join(system.root, requirements), installedOf(system));
    },
  };
}

/**
 * Installs the packages of a requirements file if they are missing. If that fails, prints how to fix it and ends the process
 * with exit code 1.
 *
 * @param {string} requirements as for `pythonPackages`
 * @returns {Promise<string>} the folder with the programs of the packages, and with `python`
 */
export async function setupPython(requirements, { print = console.log } = {}) {
  const first = pythonPackages(requirements);
  try {
    const [{ path }] = await runSteps({ first, steps: [], system: createSystem(), print, quiet: true });
    return path;
  } catch (error) {
    const problems = error.errors ?? [error];
    if (!problems.every((problem) => problem instanceof SetupProblem)) throw error;
    console.error(`\n${describeProblems(problems)}`);
    return process.exit(1);
  }
}
