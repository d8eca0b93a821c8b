/**
 * `npm run bench`: measures the time from a click to the call of the widget's `startSession`, with and without this
 * package. Sets up and builds first, if necessary.
 *
 * Options: `--rounds N` for N runs of each variant (default: 15), `--only CONDITION` for one of the conditions in
 * variants.mjs (repeatable), `--write` to update docs/performance.md with the results of all conditions.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setup } from '../scripts/setup.mjs';
import { CONDITIONS } from './variants.mjs';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean' },
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', multiple: true },
  },
});
const fail = (message) => {
  console.error(message);
  process.exit(2);
};
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  fail(`--rounds must be a positive integer; got "${values.rounds}".`);
}
const known = Object.keys(CONDITIONS);
const unknown = values.only?.find((name) => !known.includes(name));
if (unknown !== undefined) fail(`--only must be one of ${known.join(', ')}; got "${unknown}".`);
if (values.only && values.write) fail('--write needs all conditions: run it without --only.');

const { env, chromium } = await setup({ tests: true });
const { build } = await import('../scripts/build.mjs');
await build({ env });
const { runRounds } = await import('./rounds.mjs');
const { report } = await import('./table.mjs');
const { chart } = await import('./chart.mjs');

const { version, widgetBytes, runs } = await runRounds({
  executablePath: chromium,
  rounds,
  conditions: values.only,
  log: (text) => console.error(text),
});
const setting = [
  `${rounds} runs of each variant in Chromium ${version} on ${cpus().length} cores,`,
  `${new Date().toISOString().slice(0, 10)}; the widget's script has ${widgetBytes.toLocaleString('en')} bytes.`,
].join(' ');
const text = `${setting}\n\n${report(runs)}`;
console.log(`\n${text}\n`);

if (values.write) {
  const page = new URL('../docs/performance.md', import.meta.url);
  const before = await readFile(page, 'utf8');
  const section = /(<!-- figures -->\n)[\s\S]*(\n<!-- end of figures -->)/;
  if (!section.test(before))
    throw new Error(
      'docs/performance.md must contain <!-- figures --> and, after it, <!-- end of figures -->.',
    );
  await writeFile(
    page,
    before.replace(section, (_, open, close) => `${open}\n${text}\n${close}`),
  );
  await writeFile(new URL('../docs/performance.svg', import.meta.url), chart(runs));
  console.log('Written: docs/performance.md, docs/performance.svg');
}
