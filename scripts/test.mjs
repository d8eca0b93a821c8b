/**
 * `npm test`: sets up what is missing, builds, and runs every test. All parts run, also after one has
 * failed; what failed is said at the end. `npm test -- NAME…` runs only the parts of these names.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setup } from './setup.mjs';

const { env, chromium, chromedriver } = await setup({ tests: true });
env.CHROMIUM = chromium;
env.CHROMEDRIVER = chromedriver;
const bins = new URL('../node_modules/.bin/', import.meta.url).pathname;

/** Runs a command in full view; resolves with what it printed, rejects if it failed. */
function run(command, args, extra = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(' ')}: exit code ${code}`)),
    );
  });
}

const filesIn = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

const nodeTests = (...folders) =>
  run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${cpus().length}`,
    ...folders.flatMap((folder) => filesIn(folder, '.test.mjs')),
  ]);

/** A suite without `run_in_browser` is skipped in silence: the tests that ran are counted. */
async function browserTests(name, features) {
  const source = filesIn(`tests/${name}`, '.rs')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const expected = source.match(/^#\[wasm_bindgen_test\]$/gm)?.length ?? 0;
  const output = await run(
    'wasm-pack',
    [
      ...['test', '--headless', '--chrome', '--chromedriver', chromedriver, '--mode', 'no-install', '.'],
      ...['--no-default-features', '--features', features, '--test', name],
    ],
    { WASM_BINDGEN_TEST_TIMEOUT: '180' },
  );
  const passed = Number(/test result: ok\. (\d+) passed/.exec(output)?.[1] ?? 0);
  if (passed !== expected) throw new Error(`tests/${name} has ${expected} tests, but ${passed} ran`);
}

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
    for (const project of [
      'tsconfig.json',
      ...filesIn('www', 'tsconfig.json'),
      ...filesIn('sandbox', 'tsconfig.json'),
    ]) {
      await run(`${bins}tsc`, ['-p', project, '--noEmit']);
    }
  },
  async node() {
    await nodeTests('scripts/setup', 'tests/unit', 'tests/www', 'tests/service', 'tests/server');
  },
  async browser() {
    await browserTests('loader', 'loader');
    await browserTests('api', 'api');
  },
  async widget() {
    await nodeTests('tests/widget');
  },
  async e2e() {
    await run(`${bins}playwright`, ['test', '--config', 'tests/e2e/playwright.config.mjs']);
  },
  async frameworks() {
    await run(`${bins}playwright`, ['test', '--config', 'tests/frameworks/playwright.config.mjs']);
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
const lines = [];
let failed = 0;
for (const [name, part] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n── ${name} ──`);
  const began = performance.now();
  let word = 'passed';
  try {
    await part();
  } catch (error) {
    word = 'FAILED';
    failed += 1;
    console.error(error.message);
  }
  lines.push(`  ${word}  ${name.padEnd(8)} ${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s`);
}
console.log(`\nParts:\n${lines.join('\n')}\n`);
console.log(`${lines.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
