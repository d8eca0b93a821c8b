/**
 * `npm test`: sets up what is missing, builds, and runs every test. All parts run, also after one has
 * failed; what failed is said at the end. `npm test -- NAME…` runs only the parts of these names.
 */
import { cpus } from 'node:os';
import { run as runCommand } from './run.mjs';
import { setup } from './setup.mjs';
import { filesIn } from './test/files.mjs';
import { runParts } from './test/parts.mjs';
import { rustSuite } from './test/rust-suite.mjs';

const { env, chromium, chromedriver } = await setup({ tests: true });
env.CHROMIUM = chromium;
env.CHROMEDRIVER = chromedriver;
const run = (command, args) => runCommand(command, args, { env, show: true });
const bins = new URL('../node_modules/.bin/', import.meta.url).pathname;

const nodeTests = (...folders) =>
  run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${cpus().length}`,
    ...folders.flatMap((folder) => filesIn(folder, '.test.mjs')),
  ]);

const parts = {
  async format() {
    await run(`${bins}biome`, ['ci', '--reporter=summary', '.']);
    await run('cargo', ['fmt', '--all', '--check']);
  },
  async lint() {
    await run('cargo', ['clippy', '--workspace', '--all-features', '--all-targets', '--', '-D', 'warnings']);
    const target = ['--target', 'wasm32-unknown-unknown'];
    await run('cargo', ['clippy', '--workspace', '--all-features', ...target, '--', '-D', 'warnings']);
  },
  async host() {
    await run('cargo', ['test', '--all-features']);
  },
  async build() {
    const { build } = await import('./build.mjs');
    await build({ env });
  },
  async types() {
    for (const project of ['tsconfig.json', 'www/tsconfig.json', 'sandbox-widget/tsconfig.json']) {
      await run(`${bins}tsc`, ['-p', project, '--noEmit']);
    }
  },
  async node() {
    await nodeTests('scripts/setup', 'tests/node', 'bench', 'tests/browser/matrix');
  },
  async browser() {
    const world = { env, programs: { chromedriver } };
    await rustSuite('loader', 'chromium', world);
    await rustSuite('api', 'chromium', world);
  },
  async matrix() {
    await run(process.execPath, ['tests/browser/matrix/main.mjs', 'chromium']);
  },
  async widget() {
    await nodeTests('tests/browser/widget');
  },
  async soak() {
    await nodeTests('soak');
  },
  async package() {
    await run(process.execPath, ['tests/package/main.mjs']);
  },
  async e2e() {
    await run(`${bins}playwright`, ['test', '--config', 'tests/browser/e2e/playwright.config.mjs']);
  },
  async frameworks() {
    await run(`${bins}playwright`, ['test', '--config', 'tests/browser/frameworks/playwright.config.mjs']);
  },
};

await runParts(parts, process.argv.slice(2));
