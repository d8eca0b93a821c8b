/** The servers to compare. Each has a handler at `/api/flow` that knows users by `Authorization: Bearer anna-demo-token`. */
import { fileURLToPath } from 'node:url';
import { sandboxKeys } from '../../dist/sandbox.js';
import { run } from '../../scripts/run.mjs';
import { startWorkerd } from '../../tests/node/server/workerd.mjs';
import { children, startServer } from './process.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const variables = (service) => ({ FLOW_API_KEY: sandboxKeys.everyone, FLOW_BASE_URL: service });

/** How the Rust server is compiled: the release profile of the workspace is for small WebAssembly modules. */
const PROFILE = {
  inherits: '"release"',
  'opt-level': '3',
  'codegen-units': '16',
  lto: 'false',
  panic: '"unwind"',
};

/** Compiles the Rust server. */
export function compile(env) {
  const config = Object.entries(PROFILE).flatMap(([name, value]) => [
    '--config',
    `profile.bench-server.${name}=${value}`,
  ]);
  const example = ['--example', 'axum', '--features', 'server-reqwest'];
  return run('cargo', ['build', ...config, '--profile', 'bench-server', ...example], { env });
}

/** Starts a server by name; returns its URL, its process id and `close`. */
export const SERVERS = {
  'JavaScript, Node.js': ({ service }) =>
    startServer(process.execPath, [path('node.mjs')], variables(service)),

  'JavaScript, workerd': async ({ service }) => {
    const before = children();
    const ends = [];
    const url = await startWorkerd((end) => ends.push(end), variables(service), {
      entry: path('worker.mjs'),
    });
    // esbuild, which bundles the worker, has a process, too.
    const started = children().filter((pid) => !before.includes(pid));
    const pid = started.at(-1);
    return { url, pid, close: () => Promise.all(ends.map((end) => end())) };
  },

  'Rust, axum': ({ service }) =>
    startServer(path('../../target/bench-server/examples/axum'), [], variables(service)),
};
