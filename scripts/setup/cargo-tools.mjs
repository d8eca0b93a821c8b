import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { bindgenVersion, CARGO_MUTANTS, GECKODRIVER, WASM_PACK } from './versions.mjs';

/**
 * Creates a step that installs the programs of a crate. Programs on PATH are used if they have exactly this version.
 *
 * @param {string} crate
 * @param {(root: string) => string} version returns the version for the repository in the folder `root`
 * @param {string[]} programs
 * @param {string[]} flags flags for `cargo install`; `--locked` uses the versions and hashes in the lock file of the crate
 * @param {string[]} [ask] the arguments with which a program prints its version
 */
const cargoTool = (crate, version, programs, flags, ask = ['--version']) => {
  const folderOf = ({ root, tools }) => join(tools, `${crate}-${version(root)}`);
  return {
    name: crate,

    async find(system) {
      const wanted = version(system.root);
      const isRight = async (path) => path && (await system.capture(path, ...ask)).split(/\s/)[1] === wanted;
      const all = async (paths) => (await Promise.all(paths.map(isRight))).every(Boolean);
      if (await all(programs.map(system.which))) return {};
      const path = join(folderOf(system), 'bin');
      return (await all(programs.map((name) => join(path, name)))) ? { path } : null;
    },

    async make(system, log) {
      const args = ['install', `${crate}@${version(system.root)}`, ...flags];
      const command = `cargo ${args.join(' ')}`;
      log(command);
      // Without optimization and debug information, the build takes a third of the time.
      const env = { ...system.env, CARGO_PROFILE_DEV_DEBUG: '0' };
      const fast = ['--debug', '--force', '--root', folderOf(system)];
      await system.run('cargo', [...args, ...fast], { env }).catch((error) => {
        throw new SetupProblem(`cargo could not install ${crate}.`, [command], error.output);
      });
    },
  };
};

export const wasmPack = cargoTool('wasm-pack', () => WASM_PACK, ['wasm-pack'], ['--locked']);

/**
 * Built without `--locked`, because some registry mirrors lack versions in its lock file: cargo still checks the hash of
 * each crate that the registry's index has. Without TLS, which the test runner needs only for a WebDriver on another
 * machine.
 */
export const wasmBindgen = cargoTool(
  'wasm-bindgen-cli',
  bindgenVersion,
  ['wasm-bindgen', 'wasm-bindgen-test-runner'],
  ['--no-default-features'],
);

export const geckodriver = cargoTool('geckodriver', () => GECKODRIVER, ['geckodriver'], ['--locked']);

/** Runs as a command of cargo, so its own options follow the name of that command. */
export const cargoMutants = cargoTool(
  'cargo-mutants',
  () => CARGO_MUTANTS,
  ['cargo-mutants'],
  ['--locked'],
  ['mutants', '--version'],
);
