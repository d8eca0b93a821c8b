/**
 * `npm run test:package`: packs `dist/` and tests the archive, installed into apps as users install it.
 *
 *     npm run test:package -- [FILE…] [-g NAME] [--update]
 *
 * `FILE` is the beginning of a file's name, `NAME` a regular expression for the names of tests. `--update` writes the
 * records that the tests compare with.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { setup } from '../../scripts/setup.mjs';

const { values, positionals: names } = parseArgs({
  options: { update: { type: 'boolean' }, grep: { type: 'string', short: 'g' } },
  allowPositionals: true,
});
const { env, chromium } = await setup({ tests: true });
await build({ env });
// Imported here, because it needs what the set-up installs.
const { pack } = await import('./support/pack.mjs');
const { path, report } = await pack();
console.log(`${report.filename}: ${report.entryCount} files, ${report.size.toLocaleString('en')} bytes`);

const files = readdirSync('tests/package')
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
if (files.length === 0) throw new Error(`No test file starts with ${names.join(' or ')}.`);

// One after another, because most of them run a bundler that uses all cores.
const flags = ['--test', '--test-reporter=spec', '--test-concurrency=1'];
if (values.grep) flags.push(`--test-name-pattern=${values.grep}`);
const child = spawn(process.execPath, [...flags, ...files.map((file) => `tests/package/${file}`)], {
  env: {
    ...env,
    CHROMIUM: chromium,
    PACKAGE_TARBALL: path,
    ...(values.update && { UPDATE: '1' }),
  },
  stdio: 'inherit',
});
process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
