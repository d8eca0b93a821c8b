import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import workerd from 'workerd';

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const WASM = 'flow_widget_client_bg.wasm';

const config = (bindings) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "${WASM}", wasm = embed "${WASM}"),
  ],
  compatibilityDate = "2026-01-01",
  bindings = [${Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = "${text}")`)}],
);
`;

/**
 * Bundles a worker with the package's `workerd` entry and the wasm as a module, as users would, and runs it
 * in workerd. Its network access is limited to this machine. Returns its URL.
 *
 * @param onEnd called with the function that stops workerd
 * @param bindings text bindings of the worker
 * @param entry the worker's module
 * @param dist the directory of the package's files
 */
export async function startWorkerd(
  onEnd,
  bindings,
  { entry = pathOf('fixtures/worker.mjs'), dist = pathOf('../../../dist') } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'flow-workerd-'));
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd'],
    external: ['*.wasm'],
  });
  await copyFile(join(dist, WASM), join(folder, WASM));
  await writeFile(join(folder, 'config.capnp'), config(bindings));
  const child = spawn(workerd.default, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  onEnd(async () => {
    child.kill();
    await exited.catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, port } = JSON.parse(line);
      if (event === 'listen') return `http://127.0.0.1:${port}`;
    }
  })();
  return Promise.race([
    listening,
    exited.then((code) => Promise.reject(new Error(`workerd exited with code ${code}`))),
  ]);
}
