/** The command `flow-widget-sandbox`: serves the sandbox with Node's `http`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox, sandboxFlows } from '../sandbox/sandbox.js';

const USAGE = `flow-widget-sandbox [--port N] [--host NAME] [--settle MS]

  --port N      the port, 0 for any free one (default: PORT, else 8787)
  --host NAME   the address to listen on (default: 127.0.0.1, this machine only)
  --settle MS   how long a result stays in progress after the end of its session (default: 1500)`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT ?? '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      settle: { type: 'string', default: '1500' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(USAGE);
  else
    serve(
      parseInteger('port', values.port, 65_535),
      values.host,
      parseInteger('settle', values.settle, 2 ** 31 - 1),
    );
} catch (error) {
  fail(`${(error as Error).message}\n\n${USAGE}`);
}

function serve(port: number, host: string, settleMs: number): void {
  const sandbox = createSandbox({ settleMs });
  const server = createServer(createRequestListener((request) => sandbox.fetch(request), { onError }));
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') fail(`Port ${port} on ${host} is in use. Choose another with --port.`);
    else fail(`Cannot listen on port ${port} on ${host}: ${error.message}`);
  });
  server.listen(port, host, () => {
    const { address, family, port: actualPort } = server.address() as AddressInfo;
    const name = family === 'IPv6' ? `[${address}]` : address;
    const keys = sandboxFlows.map(({ name, key }) => `  ${name.padEnd(24)} ${key}`);
    console.log([`The sandbox is listening on http://${name}:${actualPort}`, '', ...keys].join('\n'));
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

/** Logs an error, unless the sandbox has cut the response on purpose. */
function onError(error: unknown): void {
  if (!/on purpose/.test(String(error))) console.error(error);
}

function parseInteger(name: string, text: string, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= max)) throw new Error(`--${name} must be a whole number up to ${max}, not "${text}".`);
  return number;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
