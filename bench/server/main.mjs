/**
 * `npm run bench:server`: measures how many requests the backend handlers serve, side by side: in JavaScript on Node.js
 * and workerd, in Rust on axum. Sets up and builds first, if necessary.
 *
 * Options: `--seconds N` for the time of each measurement (default: 10), `--rounds N` for the number of measurements of
 * each server (default: 5), `--write` to update docs/server-performance.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setup } from '../../scripts/setup.mjs';
import { pin } from './process.mjs';
import { startService } from './service.mjs';
import { tableOf } from './table.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean' },
  },
});
for (const name of ['seconds', 'rounds']) {
  if (Number.isInteger(Number(values[name])) && Number(values[name]) > 0) continue;
  console.error(`--${name} must be a positive integer; got "${values[name]}".`);
  process.exit(2);
}
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];

const { env } = await setup({ tests: true });
const { build } = await import('../../scripts/build.mjs');
await build({ env });
const { measure } = await import('./measure.mjs');
const { compile, SERVERS } = await import('./servers.mjs');
await compile(env);

const service = await startService();
// The servers have one core to themselves; this process, which sends the requests, and the service use another one.
await pin(process.pid, cpus().length > 1 ? 1 : 0);
/** Measurements by server and operation. */
const results = {};
for (let round = 1; round <= rounds; round++) {
  for (const [name, start] of Object.entries(SERVERS)) {
    const server = await start({ service: service.url });
    try {
      await pin(server.pid, 0);
      const measured = await measure(server, { seconds });
      for (const [operation, figures] of Object.entries(measured)) {
        results[name] ??= {};
        results[name][operation] ??= [];
        results[name][operation].push(figures);
      }
      console.error(`round ${round}, ${name}: ${JSON.stringify(measured)}`);
    } finally {
      await server.close();
    }
  }
}
await service.close();

const setting = [
  `${rounds} measurements of ${seconds} s for each server and operation, on one of ${cpus().length} cores,`,
  `Node.js ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
].join(' ');
const text = `${setting}\n\n${tableOf(results)}`;
console.log(`\n${text}\n`);

if (values.write) {
  const page = new URL('../../docs/server-performance.md', import.meta.url);
  const before = await readFile(page, 'utf8');
  const section = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/;
  if (!section.test(before)) throw new Error('docs/server-performance.md has no <!-- figures -->.');
  await writeFile(
    page,
    before.replace(section, (_, begin, end) => `${begin}\n${text}\n\n${end}`),
  );
}
