/**
 * `npm run test:backends`: installs what the example backends need, starts each, and checks it with
 * `flow-widget-loader conformance`.
 *
 *     npm run test:backends -- NAME…     only these backends, such as `python`
 *     npm run test:backends -- --table   also writes the table in docs/conformance.md
 *
 * It takes about three minutes, most of which are the time limits of the backends.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BACKENDS } from './backends/backends.mjs';
import { writeTable } from './backends/table.mjs';
import { build } from './build.mjs';
import { CommandError } from './run.mjs';
import { describeProblems, SetupProblem } from './setup/problem.mjs';
import { createSystem } from './setup/system.mjs';
import { setup } from './setup.mjs';

const { values, positionals } = parseArgs({
  options: { table: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(BACKENDS);
for (const name of names) {
  if (Object.hasOwn(BACKENDS, name)) continue;
  console.error(`There is no backend "${name}". Choose from ${Object.keys(BACKENDS).join(', ')}.`);
  process.exit(2);
}
if (values.table && positionals.length > 0) {
  console.error('The table needs all backends: leave out their names.');
  process.exit(2);
}

const REPORTS = 'build/backends/reports';
const OPTIONS = {
  'allowed-origin': 'https://app.example',
  'user-a-header': 'Authorization: Bearer alice-demo-token',
  'user-b-header': 'Authorization: Bearer bob-demo-token',
};

const { env } = await setup();
await build({ env });
const system = createSystem({ env });
mkdirSync(REPORTS, { recursive: true });
const commands = {};
try {
  // One after the other, because they use all cores and apt-get's lock.
  for (const name of names) commands[name] = await BACKENDS[name].prepare(system);
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\n${describeProblems([error])}`);
  process.exit(1);
}

/** Checks a backend and resolves to its report. Rejects if the backend could not be checked. */
async function check(name) {
  const json = `${REPORTS}/${name}.json`;
  const options = Object.entries(OPTIONS).flatMap(([option, value]) => [`--${option}`, value]);
  const args = ['conformance', 'http://127.0.0.1:{port}/api/flow', ...options, '--json', json];
  const run = system.run(process.execPath, ['dist/cli.js', ...args, '--', ...commands[name]], { all: true });
  const output = await run.catch((error) => {
    // A rule that is broken ends the command with the exit code 1.
    if (error instanceof CommandError && /exit code 1\b/.test(error.message)) return error.output;
    throw error;
  });
  const { title } = BACKENDS[name];
  // Each rule that is broken has details in the lines below it, which are indented further.
  const broken = output.match(/^ {2}[✗!] .*\n(?: {6}.*\n)*/gm) ?? [];
  console.log(`${title}: ${output.trim().split('\n').at(-1)}\n${broken.join('')}`);
  return { title, ...JSON.parse(readFileSync(json, 'utf8')) };
}

// All at once: they wait for time limits most of the time.
const reports = await Promise.all(names.map(check));
if (reports.some(({ counts }) => counts.must > 0)) process.exitCode = 1;
if (values.table) await writeTable(reports);
