/**
 * `npm run test:schemathesis`: schemathesis generates requests from docs/openapi, valid and invalid ones, sends them to the
 * backend handlers and to the sandbox, and checks the responses against the documents.
 *
 *     npm run test:schemathesis                      both
 *     npm run test:schemathesis -- backend|sandbox   one of them
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { setupPython } from '../../scripts/setup/python.mjs';
import { setup } from '../../scripts/setup.mjs';

const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

const [chosen, ...more] = process.argv.slice(2);
if (more.length > 0 || ![undefined, 'backend', 'sandbox'].includes(chosen)) {
  console.error('usage: npm run test:schemathesis [-- backend | sandbox]');
  process.exit(2);
}

const { env } = await setup({ quiet: true });
await build({ env });
const programs = await setupPython('tests/openapi/requirements.txt');
// Imported here, since they need the npm packages and `dist/`.
const { startHandlers, startSandbox, USER } = await import('./servers.mjs');
const { backendDocument, sandboxDocument } = await import('./targets.mjs');

/** Tests the server at `url`. Prints the report, and returns whether it has passed. */
async function test(name, url, document) {
  // Schemathesis writes its caches to the current folder.
  const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
  try {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify({ ...document, servers: [{ url }] }));
    const args = ['--config-file', CONFIG, '--no-color', 'run', file, '--url', url, '-H', `${USER}: anna`];
    const child = spawn(join(programs, 'schemathesis'), args, {
      cwd: folder,
      env: { ...env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    console.log(`\n${name}\n${Buffer.concat(output)}`);
    return code === 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sandbox = await startSandbox();
const handlers = await startHandlers(sandbox.url);
try {
  const tests = [];
  if (chosen !== 'sandbox') tests.push(test('backend', handlers.url, backendDocument()));
  if (chosen !== 'backend') tests.push(test('sandbox', sandbox.url, sandboxDocument()));
  const passed = await Promise.all(tests);
  // The sandbox does not fail, so an error that a handler reports is a fault of the handler.
  for (const report of handlers.reports) console.error(report);
  if (!passed.every(Boolean) || handlers.reports.length > 0) process.exitCode = 1;
} finally {
  await handlers.close();
  await sandbox.close();
}
