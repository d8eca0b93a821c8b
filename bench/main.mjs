/**
 * `npm run bench`: how long it takes from a person's click to the call of the widget, with this package and without.
 * Sets up and builds what is missing. `--write` keeps the figures in docs/performance.md, `--rounds N` makes N runs
 * of each variant instead of 15.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/setup/places.mjs';
import { setup } from '../scripts/setup.mjs';

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  console.error(`--rounds must be a whole number from 1 on, not "${values.rounds}".`);
  process.exit(2);
}

const { env, chromium } = await setup({ tests: true });
const { build } = await import('../scripts/build.mjs');
await build({ env });
const { runRounds } = await import('./rounds.mjs');
const { report } = await import('./table.mjs');
const { chart } = await import('./chart.mjs');

const { version, weight, runs } = await runRounds({
  executablePath: chromium,
  rounds,
  tell: (text) => console.error(text),
});
const circumstances = [
  `${rounds} runs of each variant in Chromium ${version} on ${cpus().length} cores,`,
  `${new Date().toISOString().slice(0, 10)}; the widget's script has ${weight.toLocaleString('en')} bytes.`,
].join(' ');
const text = `${circumstances}\n\n${report(runs)}`;
console.log(`\n${text}\n`);

if (values.write) {
  const page = `${ROOT}/docs/performance.md`;
  const before = await readFile(page, 'utf8');
  const marks = /(<!-- figures -->\n)[\s\S]*(\n<!-- end of figures -->)/;
  if (!marks.test(before)) throw new Error('docs/performance.md has no place for the figures.');
  await writeFile(
    page,
    before.replace(marks, (_, open, close) => `${open}\n${text}\n${close}`),
  );
  await writeFile(`${ROOT}/docs/performance.svg`, chart(runs));
  console.log('Written: docs/performance.md, docs/performance.svg');
}
