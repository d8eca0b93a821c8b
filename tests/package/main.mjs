/**
 * `npm run test:package`: packs `dist/` and tests what is in the archive, installed into apps as its users' are.
 * `-- NAME…` runs the files of these names alone; `-- --update` writes what the tests keep on record anew.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build } from '../../scripts/build.mjs';
import { setup } from '../../scripts/setup.mjs';

const { env, chromium } = await setup({ tests: true });
await build({ env });
// Imported late: it needs what the set-up makes.
const { pack } = await import('./support/pack.mjs');
const { path, report } = await pack();
console.log(`${report.filename}: ${report.entryCount} files, ${report.size.toLocaleString('en')} bytes`);

const names = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const files = readdirSync('tests/package')
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
if (files.length === 0) throw new Error(`No test is called ${names.join(' or ')}.`);

// One after another: most of them are a bundler at work on all cores.
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
