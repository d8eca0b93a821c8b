/**
 * `node bench/resources.mjs`: measures what large requests and responses cost the backend: the time of the processor,
 * how long the handler takes, the longest time for which it blocks the event loop, and by how much the memory of the process grows. The service is a
 * separate process. Each row runs in a process of its own; `dist/` must be built. With `--json`, prints JSON.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const SELF = fileURLToPath(import.meta.url);
const MIB = 1024 * 1024;
const KEY = 'a-key-for-measurements-that-has-at-least-47-characters';

/** Fills a JSON text up to a length. */
const filled = (head, unit, tail, size) =>
  head + unit.repeat(Math.max(0, Math.floor((size - head.length - tail.length) / unit.length))) + tail;

/** JSON of `size` bytes: one string, many numbers, many small objects, many fields. */
const shapes = {
  'one string': (size) => filled('"', 'A', '"', size),
  numbers: (size) => filled('[0', ',1', ']', size),
  objects: (size) => filled('[{}', ',{}', ']', size),
  strings: (size) => filled('[""', ',"a"', ']', size),
};

/** What a row does: the metadata that the browser sends, and the responses of the service to the POST and the GET. */
const rows = {
  'small request': {},
};
for (const [name, shape] of Object.entries(shapes)) {
  rows[`metadata of 16 MB handed on: ${name}`] = {
    metadata: `{"edocument":{"iin":{"value":"1"}},"more":${shape(16 * MIB - 100)}}`,
  };
  rows[`31 MB in the response to a creation: ${name}`] = {
    created: `{"session_id":"s","technologies":[],"more":${shape(31 * MIB)}}`,
  };
  rows[`31 MB in a result: ${name}`] = {
    result: `{"id":"s","technologies":[],"status":"PROGRESS","more":${shape(31 * MIB)}}`,
  };
}
rows['photo of 10 MB handed on'] = {
  metadata: `{"face2face":{"photo1":"${'/9j/'.repeat((10 * MIB) / 3)}"}}`,
};

/** The service: answers a POST with a session and a GET with a result. */
async function service(name) {
  const { created, result } = rows[name];
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    const isPost = request.method === 'POST';
    response.end(
      isPost
        ? (created ?? '{"session_id":"s","technologies":[]}')
        : (result ?? '{"id":"s","technologies":[],"status":"PROGRESS"}'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send(server.address().port);
}

/** Runs a row and prints its figures as JSON. */
async function measure(name) {
  const { createFlowHandler } = await import('../dist/server.js');
  const child = fork(SELF, ['--service', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = await once(child, 'message');
  const handler = createFlowHandler({
    apiKey: KEY,
    baseUrl: `http://127.0.0.1:${port}`,
    authorize: () => 'anna',
    metadata: ({ proposed }) => proposed,
    maxBody: 16 * MIB,
    retries: 0,
    onError() {},
    onWarning() {},
  });
  const { metadata, result } = rows[name];
  const url = 'http://backend.example/api/flow';
  const post = (body) =>
    handler(
      new Request(url, {
        method: 'POST',
        ...(body && { body, headers: { 'content-type': 'application/json' } }),
      }),
    );
  // Compiles the WebAssembly, and creates the session whose result is read.
  const session = await (await post()).json();
  const body = metadata && `{"metadata":${metadata}}`;
  const before = process.memoryUsage().rss;
  const memory = () => process.memoryUsage().rss - before;
  let block = 0;
  let peak = 0;
  let last = performance.now();
  const tick = () => {
    block = Math.max(block, performance.now() - last);
    last = performance.now();
    peak = Math.max(peak, memory());
  };
  const ticker = setInterval(tick, 1);
  const since = performance.now();
  const cpu = process.cpuUsage();
  const headers = { 'x-flow-token': session.token };
  const response = result ? await handler(new Request(`${url}/s`, { headers })) : await post(body);
  const total = performance.now() - since;
  const { user, system } = process.cpuUsage(cpu);
  tick();
  clearInterval(ticker);
  child.kill();
  const figures = {
    name,
    status: response.status,
    cpu: (user + system) / 1000,
    total,
    block,
    memory: peak / MIB,
  };
  console.log(JSON.stringify(figures));
}

async function main() {
  const results = [];
  for (const name of Object.keys(rows)) {
    const { stdout } = await promisify(execFile)(process.execPath, [SELF, '--measure', name]);
    const figures = JSON.parse(stdout);
    results.push(figures);
    if (process.argv.includes('--json')) continue;
    const cells = [
      figures.status,
      ...[figures.cpu, figures.total, figures.block].map((ms) => `${Math.round(ms)} ms`),
    ];
    console.log(
      [
        name.padEnd(50),
        ...[...cells, `${Math.round(figures.memory)} MB`].map((cell) => String(cell).padStart(9)),
      ].join(' '),
    );
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [command, name] = process.argv.slice(2);
  if (command === '--service') await service(name);
  else if (command === '--measure') await measure(name);
  else await main();
}
