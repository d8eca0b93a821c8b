/**
 * `npm run test:package`: packs the package and tests the archive, installed into apps as users install it.
 *
 *     npm run test:package -- NAME…      only the test files whose names start with NAME
 *     npm run test:package -- --update   updates the files in `records/`
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build } from '../../scripts/build.mjs';
import { setup } from '../../scripts/setup.mjs';

const { env, chromium } = await setup({ tests: true });
await build({ env });
// Imported here, since it needs the npm packages that the set-up installs.
const { pack } = await import('./support/pack.mjs');
const { path, report } = await pack();
console.log(`${report.filename}: ${report.entryCount} files, ${report.size.toLocaleString('en')} bytes`);

const names = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const files = readdirSync('tests/package')
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
if (files.length === 0) throw new Error(`No test file starts with ${names.join(' or ')}.`);

// One file at a time: bundlers use all cores.
const flags = ['--test', '--test-reporter=spec', '--test-concurrency=1'];
const child = spawn(process.execPath, [...flags, ...files.map((file) => `tests/package/${file}`)], {
  env: {
    ...env,
    CHROMIUM: chromium,
    PACKAGE_TARBALL: path,
    ...(process.argv.includes('--update') && { UPDATE: '1' }),
  },
  stdio: 'inherit',
});
process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
