/**
 * The command `sandbox`: serves the sandbox with Node's `http`.
 *
 * It prints its address and the API keys of its flows. The options are those of `createSandbox`; see `usage`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { checkHosts } from '../sandbox/allowed-hosts.mjs';
import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxQr,
  sandboxFlows,
} from '../sandbox/sandbox.js';
import { fail, parseInteger, UsageError } from './command.js';

export const usage = `flow-widget-loader sandbox [--port N] [--host NAME] [--allow-host NAME]…
                           [--settle MS] [--lifetime MS] [--webhook URL]…
                           [--qr off|allow|always] [--retry-liveness]

  --port N          the port, 0 for any free one (default: PORT, else 8787)
  --host NAME       the address to listen on (default: 127.0.0.1, this machine only)
  --allow-host NAME another host name or address that requests may use, besides this machine's and that of
                    --host; can be repeated
  --settle MS       how long a result stays in progress after the end of its session (default: 1500)
  --lifetime MS     the age at which a session that has not ended expires (default: 86400000, one day)
  --webhook URL     where to send the service's webhook events; can be repeated
  --qr MODE         when the widget shows a QR code to continue on a phone: off, allow (if there is no
                    camera) or always (on every desktop computer) (default: off)
  --retry-liveness  whether the widget offers another attempt after a failed liveness check

To end a session without a user:
  POST /sandbox/session/ID/end  {"outcome": "passed" | "failed" | "cancelled" | "expired"}`;

const MAX_MS = 2 ** 31 - 1;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: process.env.PORT ?? '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-host': { type: 'string', multiple: true, default: [] },
      settle: { type: 'string', default: '1500' },
      lifetime: { type: 'string', default: '86400000' },
      webhook: { type: 'string', multiple: true, default: [] },
      qr: { type: 'string', default: 'off' },
      'retry-liveness': { type: 'boolean', default: false },
    },
  });
  const settings = {
    settleMs: parseInteger('settle', values.settle, MAX_MS),
    lifetimeMs: parseInteger('lifetime', values.lifetime, MAX_MS),
    webhooks: values.webhook,
    qr: values.qr as SandboxQr,
    retryLiveness: values['retry-liveness'],
  };
  const port = parseInteger('port', values.port, 65_535);
  serve(sandboxWith(settings), port, [values.host, ...values['allow-host']]);
}

/** @throws UsageError if an option is not valid */
function sandboxWith(options: SandboxOptions): Sandbox {
  try {
    return createSandbox(options);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @param hosts the address to listen on, then further hosts that requests may use */
function serve(sandbox: Sandbox, port: number, hosts: string[]): void {
  const [host] = hosts;
  const listener = createRequestListener((request) => sandbox.fetch(request), { onError });
  const server = createServer(checkHosts(listener, hosts, 'the option --allow-host'));
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') fail(`Port ${port} on ${host} is in use. Choose another with --port.`);
    else fail(`Cannot listen on port ${port} on ${host}: ${error.message}`);
  });
  server.listen(port, host, () => {
    const { address, family, port: actualPort } = server.address() as AddressInfo;
    const name = family === 'IPv6' ? `[${address}]` : address;
    const width = Math.max(...sandboxFlows.map(({ id }) => id.length));
    const keys = sandboxFlows.map(({ id, key }) => `  ${id.padEnd(width)} ${key}`);
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
