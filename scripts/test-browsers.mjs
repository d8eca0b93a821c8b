/**
 * `npm run test:browsers`: runs the Rust suites and the fault matrix in Chromium, Firefox and WebKitGTK, the generated
 * hostile calls and a short soak in the last two, and every fault of the playground's menu. `npm run test:browsers -- PART…` runs only
 * these parts, such as `firefox` or `rust`; the filters of `npm test` work here as well.
 */
import { setup } from './setup.mjs';
import { hostile, matrix, partsOf, runnerFor, soak } from './test/all-parts.mjs';
import { withDisplay } from './test/display.mjs';
import { runParts } from './test/parts.mjs';
import { rustSuites } from './test/rust-suites.mjs';

const { env, ...programs } = await setup({ tests: true, browsers: true });
for (const [name, path] of Object.entries(programs)) env[name.toUpperCase()] = path;
const { build, e2e } = partsOf({ ...env, PLAYGROUND_FAULTS: 'all' });

/** Runs `work` with the environment that the engine needs. */
const withEngine = (engine, work) => (engine === 'webkit' ? withDisplay(programs, env, work) : work(env));

const parts = { build };
for (const engine of ['chromium', 'firefox', 'webkit']) {
  parts[`${engine} rust`] = {
    alone: 'browsers',
    run: (world) =>
      withEngine(engine, (own) =>
        rustSuites(engine, { run: runnerFor(own, world), env: own, filter: world.filter }),
      ),
  };
  parts[`${engine} matrix`] = {
    alone: 'browsers',
    needs: 'build',
    run: (world) => withEngine(engine, (own) => matrix(runnerFor(own, world), engine, world.filter)),
  };
  // `npm test` runs these in Chromium.
  if (engine !== 'chromium')
    for (const [name, work] of Object.entries({ hostile, soak }))
      parts[`${engine} ${name}`] = {
        alone: 'browsers',
        needs: 'build',
        run: (world) => withEngine(engine, (own) => work(runnerFor(own, world), engine, world.filter)),
      };
}
parts.playground = {
  ...e2e,
  alone: 'browsers',
  run: (world) => e2e.run({ ...world, filter: { files: ['playground-faults'], name: world.filter.name } }),
};

await runParts(parts, process.argv.slice(2));
