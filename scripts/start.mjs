/**
 * `npm start`: sets up what is missing, builds, and serves the playground.
 *
 * Without further settings it talks to the sandbox. With `FLOW_API_KEY` it talks to the real service
 * (`FLOW_BASE_URL`, `FLOW_WIDGET_SRC` to change its addresses); the key stays in this process.
 */
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const DEFAULT_PORT = 8080;

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

function readPort() {
  let given;
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', short: 'p' } } });
    given = values.port ?? process.env.PORT ?? String(DEFAULT_PORT);
  } catch (error) {
    fail(`${error.message}\nUsage: npm start -- [--port N]`);
  }
  const port = Number(given);
  if (given.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65535) {
    fail(`The port must be a whole number from 0 (any free one) to 65535; got "${given}".`);
  }
  return port;
}

const port = readPort();
const { env } = await setup({ tests: false });
await build({ env });
const { serve } = await import('../www/server/server.mjs');
try {
  const { url, mode } = await serve({ port, settings: process.env });
  const service = mode === 'sandbox' ? 'the sandbox: no account needed' : 'the real service';
  console.log(`\nThe playground is at ${url} and talks to ${service}. Ctrl+C ends it.`);
} catch (error) {
  if (error.code === 'EADDRINUSE') {
    fail(
      `Port ${port} is taken. Choose another: npm start -- --port ${port + 1} (or --port 0 for any free one)`,
    );
  }
  if (error.code === 'EACCES')
    fail(`Port ${port} needs more rights. Choose one above 1023: npm start -- --port 8080`);
  throw error;
}
