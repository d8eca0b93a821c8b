/** The example backends: what each needs, and how it is started. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from '../setup/problem.mjs';

const FOLDER = 'examples/backends';
const BUILD = 'build/backends';

/**
 * An example backend.
 *
 * @typedef {object} Backend
 * @property {string} title the language, as the documentation names it
 * @property {string[]} sources the paths of its source files, the main one first
 * @property {(system: import('../setup/system.mjs').System) => Promise<string[]>} prepare installs and builds what is
 *   missing, and returns the command that starts the backend; `{port}` in it is the port
 */

/**
 * The backends by name.
 *
 * @type {Record<string, Backend>}
 */
export const BACKENDS = {
  javascript: {
    title: 'JavaScript',
    sources: [`${FOLDER}/javascript/server.mjs`],
    prepare: async () => [process.execPath, BACKENDS.javascript.sources[0]],
  },
  rust: {
    title: 'Rust',
    sources: ['examples/axum/main.rs'],
    async prepare(system) {
      await system.run('cargo', ['build', '--jobs=2', '--example=axum', '--features=server-reqwest']);
      return [join(system.env.CARGO_TARGET_DIR ?? 'target', 'debug/examples/axum')];
    },
  },
  python: {
    title: 'Python',
    sources: [`${FOLDER}/python/flow.py`],
    async prepare(system) {
      if (!(await succeeds(system, 'python3', '-c', 'import ensurepip')))
        await system.install(['python3-venv']);
      if (!(await succeeds(system, 'python3', '-c', 'import asyncio; asyncio.timeout')))
        throw new SetupProblem('The Python example needs Python 3.11 or later.', [
          '# https://www.python.org',
        ]);
      await installRequirements(system);
      return [`${BUILD}/python/bin/python`, BACKENDS.python.sources[0]];
    },
  },
  php: {
    title: 'PHP',
    sources: [`${FOLDER}/php/flow.php`],
    async prepare(system) {
      if (!(await succeeds(system, 'php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);')))
        await system.install(['php-cli', 'php-curl']);
      // Without workers, one slow response would delay all others.
      return ['env', 'PHP_CLI_SERVER_WORKERS=8', 'php', '-S', '127.0.0.1:{port}', BACKENDS.php.sources[0]];
    },
  },
  go: {
    title: 'Go',
    sources: [`${FOLDER}/go/main.go`, `${FOLDER}/go/verdict.go`],
    async prepare(system) {
      if (!system.which('go')) await system.install(['golang-go']);
      const program = `${BUILD}/go/backend`;
      const env = { ...system.env, GOCACHE: join(system.root, BUILD, 'go/cache'), GOPROXY: 'off' };
      await system.run('go', ['vet', ...BACKENDS.go.sources], { env });
      await system.run('go', ['build', '-p=2', `-o=${program}`, ...BACKENDS.go.sources], { env });
      return [program];
    },
  },
};

const succeeds = (system, command, ...args) =>
  system.run(command, args).then(
    () => true,
    () => false,
  );

/** Creates the virtual environment, unless it has the same requirements already. */
async function installRequirements(system) {
  const requirements = `${FOLDER}/python/requirements.txt`;
  const venv = `${BUILD}/python`;
  const stamp = `${venv}/requirements.sha256`;
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await system.run('python3', ['-m', 'venv', '--clear', venv]);
  const options = ['--quiet', '--disable-pip-version-check', `--requirement=${requirements}`];
  await system.run(`${venv}/bin/python`, ['-m', 'pip', 'install', ...options]);
  writeFileSync(stamp, hash);
}
