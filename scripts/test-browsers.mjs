/**
 * `npm run test:browsers`: all that needs nothing but a browser, the Rust suites and the matrix of faults, in each of
 * the three engines. `npm run test:browsers -- NAME…` runs only the parts of these names: `firefox`, `rust`, …
 */
import { run } from './run.mjs';
import { setup } from './setup.mjs';
import { withDisplay } from './test/display.mjs';
import { runParts } from './test/parts.mjs';
import { rustSuite } from './test/rust-suite.mjs';

const { env, ...programs } = await setup({ tests: true, browsers: true });
for (const [name, path] of Object.entries(programs)) env[name.toUpperCase()] = path;

const here = (engine, work) => (engine === 'webkit' ? withDisplay(programs, env, work) : work(env));

const parts = {
  async build() {
    const { build } = await import('./build.mjs');
    await build({ env });
  },
};
for (const engine of ['chromium', 'firefox', 'webkit']) {
  parts[`${engine} rust`] = () =>
    here(engine, async (own) => {
      const world = { env: own, programs };
      await rustSuite('loader', engine, world);
      await rustSuite('api', engine, world);
    });
  parts[`${engine} matrix`] = () =>
    here(engine, async (own) => {
      await run(process.execPath, ['tests/browser/matrix/main.mjs', engine], { env: own, show: true });
    });
}

await runParts(parts, process.argv.slice(2));
