/**
 * `npm start`: sets up, builds, and serves the playground.
 *
 * The playground uses the sandbox unless `FLOW_API_KEY` is set: then it uses the real service. `FLOW_BASE_URL` and
 * `FLOW_WIDGET_SRC` change the service's URLs. The key is never sent to the browser. `--host 0.0.0.0` lets the phones in the
 * network open it; `--hosted-port` fixes the port of the sandbox's hosted page, for a container that publishes its ports.
 */
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const DEFAULT_PORT = 8080;

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

function readOptions() {
  const options = {
    port: { type: 'string', short: 'p' },
    'hosted-port': { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'allow-host': { type: 'string', multiple: true, default: [] },
  };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    fail(
      `${error.message}\nUsage: npm start -- [--port N] [--hosted-port N] [--host ADDRESS] [--allow-host NAME]…`,
    );
  }
  return {
    port: readPort(values.port ?? process.env.PORT ?? String(DEFAULT_PORT)),
    hostedPort: readPort(values['hosted-port']),
    host: values.host,
    allowHosts: values['allow-host'],
  };
}

function readPort(given) {
  const port = Number(given);
  if (given.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65535) {
    fail(`The port must be an integer from 0 (any free port) to 65535; got "${given}".`);
  }
  return port;
}

const options = readOptions();
const { env } = await setup({ tests: false });
await build({ env });
const { serve } = await import('../www/server/server.mjs');
try {
  const { url, mode } = await serve({ ...options, settings: process.env });
  const service = mode === 'sandbox' ? 'the sandbox (no account needed)' : 'the real service';
  console.log(`\nThe playground is at ${url} and uses ${service}. Press Ctrl+C to stop.`);
} catch (error) {
  if (error.code === 'EADDRINUSE') {
    const option = error.port === options.port ? '--port' : '--hosted-port';
    fail(
      `Port ${error.port} is in use. Choose another: npm start -- ${option} ${error.port + 1} (or ${option} 0 for any free port)`,
    );
  }
  if (error.code === 'EACCES')
    fail(`Port ${error.port} needs more privileges. Choose one above 1023: npm start -- --port 8080`);
  throw error;
}
