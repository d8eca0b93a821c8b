import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import workerd from 'workerd';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
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
 * Runs the fixture's worker in workerd, until what `atEnd` is given is called: bundled as its users would, with the
 * package's `workerd` entry and the wasm as a module. It reaches nothing but this machine.
 *
 * @param entry the worker's module
 * @param dist where the package's files are
 */
export async function startWorkerd(
  atEnd,
  bindings,
  { entry = here('fixtures/worker.mjs'), dist = here('../../../dist') } = {},
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
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  atEnd(async () => {
    child.kill();
    await ended.catch(() => {});
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
    ended.then((code) => Promise.reject(new Error(`workerd ended with ${code}`))),
  ]);
}
