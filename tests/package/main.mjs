/**
 * `npm run test:package`: packs the package and tests the archive, installed into apps as users install it.
 *
 *     npm run test:package -- FILE…        only the test files whose names contain FILE
 *     npm run test:package -- -g PATTERN   only the tests whose names match PATTERN
 *     npm run test:package -- --update     updates the files in `records/`
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { setup } from '../../scripts/setup.mjs';

const { values, positionals } = parseArgs({
  options: { grep: { type: 'string', short: 'g' }, update: { type: 'boolean' } },
  allowPositionals: true,
});
const files = readdirSync('tests/package')
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
if (files.length === 0) throw new Error(`No test file's name contains ${positionals.join(' or ')}.`);

const { env, chromium } = await setup({ tests: true });
await build({ env });
// Imported here, since it needs the npm packages that the setup installs.
const { pack } = await import('./support/pack.mjs');
const { path, report } = await pack();
console.log(`${report.filename}: ${report.entryCount} files, ${report.size.toLocaleString('en')} bytes`);

// One file at a time: bundlers use all cores.
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
