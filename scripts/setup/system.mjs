import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from '../run.mjs';
import { ROOT } from './places.mjs';
import { SetupProblem } from './problem.mjs';

/**
 * Creates the steps' interface to the machine: paths, and functions that find and run programs. Tests replace parts.
 *
 * @typedef {ReturnType<typeof createSystem>} System
 */
export function createSystem({ env = process.env, root = ROOT, tests = false } = {}) {
  const system = {
    root,
    env,
    /** Whether to install what only the tests need as well. */
    tests,
    /** The folder for tools, which all clones share. */
    tools:
      env.FLOW_WIDGET_TOOLS || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flow-widget-loader'),
    /** Where Debian's packages install programs. */
    debian: '/usr',
    isRoot: process.getuid?.() === 0,
    which: (name) => which(name, env),
    run: (command, args, options) => run(command, args, { cwd: root, env, ...options }),
    /** Runs a command and resolves to its output, or to an empty string if it fails. */
    capture: (command, ...args) => system.run(command, args, { timeout: 60_000 }).catch(() => ''),
  };
  system.install = packageInstaller(system);
  return system;
}

/** Returns the path of a program, or null if it is not on PATH. */
export function which(name, env) {
  const folders = name.includes('/') ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Returns the commands with which the user can install packages. */
export const aptCommands = (packages, isRoot) => {
  const sudo = isRoot ? '' : 'sudo ';
  return [`${sudo}apt-get update`, `${sudo}apt-get install ${packages.join(' ')}`];
};

/** Returns a function that installs Debian packages. It never asks for a password or removes a package. */
export function packageInstaller(system) {
  const env = { ...system.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A second apt-get waits for the first one.
  const apt = (...args) => system.run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', ...args], { env });
  let updated;

  return async (packages) => {
    const names = packages.join(', ');
    if (!system.which('apt-get')) {
      const fixes = [`# install ${names} with the package manager of your system`];
      throw new SetupProblem(`${names} cannot be installed: there is no apt-get.`, fixes);
    }
    const fixes = aptCommands(packages, system.isRoot);
    if (!system.isRoot) throw new SetupProblem(`Only root can install ${names}.`, fixes);
    // If the update fails, the installation may still succeed; otherwise it prints the reason.
    updated ??= apt('update').catch(() => {});
    await updated;
    await apt('install', '-y', '--no-install-recommends', '--no-remove', ...packages).catch((error) => {
      throw new SetupProblem(`apt-get could not install ${names}.`, fixes, error.output);
    });
  };
}
