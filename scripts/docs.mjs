/**
 * `npm run docs`: generates the API reference into `build/docs`: for the npm package with TypeDoc, for the crate with
 * rustdoc. Warnings are errors.
 */
import { cp, rm } from 'node:fs/promises';
import { build } from './build.mjs';
import { run } from './run.mjs';
import { setup } from './setup.mjs';

const OUT = 'build/docs';
const TARGET = 'wasm32-unknown-unknown';

const { env } = await setup({ tests: false });
// The sources import modules that the build generates.
await build({ env });
await rm(OUT, { recursive: true, force: true });

// Installed separately, because TypeDoc needs an older TypeScript than the one that compiles the package.
await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: 'scripts/docs', env });
const typedoc = 'scripts/docs/node_modules/.bin/typedoc';
await run(typedoc, ['--options', 'scripts/docs/typedoc.json', '--out', OUT], { env, show: true });

const crate = ['--package', 'flow-widget-loader', '--all-features', '--no-deps', '--target', TARGET];
// A module's comment may link to a private module, which rustdoc then prints as text.
const RUSTDOCFLAGS = '-Dwarnings -Arustdoc::private-intra-doc-links';
await run('cargo', ['doc', ...crate], { env: { ...env, RUSTDOCFLAGS }, show: true });
const metadata = await run('cargo', ['metadata', '--quiet', '--no-deps', '--format-version', '1'], { env });
await cp(`${JSON.parse(metadata).target_directory}/${TARGET}/doc`, `${OUT}/rust`, { recursive: true });

console.log(`\nnpm package: ${OUT}/index.html\ncrate:       ${OUT}/rust/flow_widget_loader/index.html`);
