import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFlowClient } from '../../../dist/client.js';
import { createSandbox, sandboxFlows, sandboxKeys } from '../../../dist/sandbox.js';
import { failure } from './support.mjs';

const CLI = fileURLToPath(new URL('../../../dist/sandbox-cli.js', import.meta.url));
let child;
let url;

before(async () => {
  child = spawn(process.execPath, [CLI, '--port', '0', '--settle', '100'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(child.stdout, 'data');
  url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)[0];
  for (const { key } of sandboxFlows) assert.ok(String(text).includes(key));
});
after(() => child.kill());

const clientOf = (flow, options = {}) => {
  const { fault, ...rest } = options;
  const baseUrl = fault ? `${url}/fault/${fault}` : url;
  return createFlowClient({ apiKey: sandboxKeys[flow], baseUrl, ...rest });
};
const post = (path, body) => fetch(url + path, { method: 'POST', body: body && JSON.stringify(body) });

for (const { id: flow, technologies } of sandboxFlows) {
  test(`${flow}: a session runs from creation to its final result`, async () => {
    const client = clientOf(flow);
    const session = await client.createSession();
    assert.deepEqual(session.technologies, technologies);
    const id = session.session_id;
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal((await client.getResult(id)).status, 'PROGRESS');

    assert.equal((await post(`/sandbox/session/${id}/start`)).status, 200);
    assert.equal((await post(`/sandbox/session/${id}/start`)).status, 409);
    const passed = Object.fromEntries(technologies.map((code) => [code, { passed: true }]));
    await post(`/sandbox/session/${id}/finish`, { outcome: 'completed', technologies: passed });

    const statuses = [];
    const result = await client.waitForResult(id, {
      interval: 30,
      onProgress: ({ status }) => statuses.push(status),
    });
    assert.equal(statuses[0], 'PROGRESS');
    assert.equal(result.status, 'FINISHED');
    assert.equal(result.flow_session_result, true);
    assert.equal(result.liveness_result.result, true);
    assert.equal('edocument_result' in result, technologies.includes('ED'));
    assert.equal('document_recognition_result' in result, technologies.includes('DR'));
  });
}

test("a session is not found with another flow's key", async () => {
  const { session_id } = await clientOf('everyone').createSession();
  const error = await failure(clientOf('entities').getResult(session_id));
  assert.deepEqual([error.code, error.status], ['http', 404]);
});

test('rejects an unknown API key without echoing it', async () => {
  const error = await failure(createFlowClient({ apiKey: 'x'.repeat(47), baseUrl: url }).createSession());
  assert.deepEqual([error.code, error.status], ['http', 403]);
  assert.ok(!JSON.stringify(error.body).includes('xxx'));
});

test('each API fault causes the expected error', async () => {
  const { session_id } = await clientOf('everyone').createSession();
  for (const [fault, code, status, retryable] of [
    ['api-400', 'http', 400, false],
    ['api-401', 'http', 401, false],
    ['api-403', 'http', 403, false],
    ['api-404', 'http', 404, false],
    ['api-429', 'http', 429, true],
    ['api-500', 'http', 500, true],
    ['api-502', 'http', 502, true],
    ['api-503', 'http', 503, true],
    ['api-html', 'invalid-response', 200, false],
    ['api-empty', 'invalid-response', 200, false],
    ['api-truncated', 'invalid-response', 200, false],
    ['api-wrong-types', 'invalid-response', 200, false],
    ['api-deep', 'invalid-response', 200, false],
    ['api-cut', 'network', undefined, true],
    ['api-hang', 'network', undefined, true],
    ['api-slow', 'network', undefined, true],
  ]) {
    const client = clientOf('everyone', { fault, retries: 0, timeout: 500 });
    for (const call of [() => client.getResult(session_id), () => client.createSession()]) {
      const error = await failure(call());
      assert.deepEqual([error.code, error.status, error.retryable], [code, status, retryable], fault);
    }
  }
  const extended = await clientOf('everyone', { fault: 'api-unknown-fields' }).getResult(session_id);
  assert.deepEqual(extended.added_later, { nested: [1, 2.5, 'three', null, true] });
  const slow = await clientOf('everyone', { fault: 'api-slow' }).getResult(session_id);
  assert.equal(slow.id, session_id);
  const retried = await clientOf('everyone', { fault: 'api-503-once' }).getResult(session_id);
  assert.equal(retried.id, session_id);
});

test('`waitForResult` rejects with `result-timeout` while the result stays in progress', async () => {
  const client = clientOf('everyone');
  const { session_id } = await client.createSession();
  await post(`/sandbox/session/${session_id}/start`);
  await post(`/sandbox/session/${session_id}/finish`, { outcome: 'cancelled' });
  const result = await client.waitForResult(session_id, { interval: 50 });
  assert.equal(result.flow_session_failure_reasons[0].detail, 'Operation aborted by user');
  const pending = clientOf('everyone', { fault: 'result-pending' });
  const error = await failure(pending.waitForResult(session_id, { interval: 20, timeout: 200 }));
  assert.equal(error.code, 'result-timeout');
});

test('responses have CORS headers for every origin', async () => {
  const path = '/api/v1/flows/session/create/';
  const preflight = await fetch(url + path, {
    method: 'OPTIONS',
    headers: { origin: 'https://host.example' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.match(preflight.headers.get('access-control-allow-headers'), /content-type/);
  const rejected = await fetch(url + path);
  assert.equal(rejected.status, 405);
  assert.match(rejected.headers.get('allow'), /POST/);
  assert.equal(rejected.headers.get('access-control-allow-origin'), '*');
});

test('serves the widget script with its placeholders filled in, at both paths', async () => {
  for (const path of ['/widget/flow-widget.umd.js', '/widget/flow-widget.js']) {
    const response = await fetch(`${url}${path}?fault=never-finishes`);
    assert.match(response.headers.get('content-type'), /^text\/javascript/);
    const text = await response.text();
    assert.ok(text.includes(url) && text.includes('never-finishes') && text.includes('FlowWidget'));
    assert.doesNotMatch(text, /__FLOW_SANDBOX_(ORIGIN|FAULT)__/);
  }
  assert.equal((await fetch(`${url}/widget/flow-widget.js`, { method: 'HEAD' })).status, 200);
});

test('`createSandbox` handles requests in memory, with its own sessions', async () => {
  const sandbox = createSandbox({ settleMs: 0 });
  const create = (body) =>
    sandbox.fetch(
      new Request('https://x/api/v1/flows/session/create', { method: 'POST', body: JSON.stringify(body) }),
    );
  const response = await create({ api_key: sandbox.keys.everyone });
  assert.equal(response.status, 200);
  const { session_id } = await response.json();
  const other = createSandbox();
  const unknown = await other.fetch(new Request(`https://x/sandbox/session/${session_id}`));
  assert.equal(unknown.status, 404, 'sandboxes do not share sessions');
  const known = await sandbox.fetch(new Request(`https://x/sandbox/session/${session_id}`));
  assert.equal((await known.json()).state, 'created');
  const big = await create({ api_key: 'x'.repeat(17 * 1024 * 1024) });
  assert.equal(big.status, 413);
  const hanging = sandbox.fetch(
    new Request('https://x/widget/flow-widget.js?fault=script-hang', { signal: AbortSignal.timeout(50) }),
  );
  assert.equal((await failure(hanging)).name, 'TimeoutError');
});

test('the command reports a port that is already in use', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const port = String(taken.address().port);
  const { code, error } = await run('--port', port);
  assert.equal(code, 1);
  assert.ok(error.includes(port), error);
  taken.close();
});

test('the command prints its usage for `--help` and for invalid options', async () => {
  assert.match((await run('--help')).output, /--port/);
  for (const options of [['--port', 'x'], ['--port', '70000'], ['--settle', '-1'], ['--unknown']]) {
    const { code, error } = await run(...options);
    assert.equal(code, 1);
    assert.match(error, /--port N/);
  }
});

async function run(...options) {
  const child = spawn(process.execPath, [CLI, ...options]);
  let [output, error] = ['', ''];
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (error += chunk));
  const [code] = await once(child, 'close');
  return { code, output, error };
}
