import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFlowClient } from '../../../dist/client.js';
import { createSandbox, sandboxFlows, sandboxKeys } from '../../../dist/sandbox.js';
import { failure } from './support.mjs';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
let child;
let url;

before(async () => {
  child = spawn(process.execPath, [CLI, 'sandbox', '--port', '0', '--settle', '400'], {
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
    assert.equal((await post(`/sandbox/session/${id}/start`)).status, 200, 'a reload');
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
    assert.equal(result.liveness_result?.result === true, /^LD/.test(technologies[0]));
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
  assert.equal(result.liveness_result.failure_reason.detail, 'Operation aborted by user');
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

test('serves each script with its placeholders filled in', async () => {
  for (const [path, word] of [
    ['/widget/flow-widget.umd.js', 'FlowWidget'],
    ['/widget/flow-widget.js', 'startSession'],
    ['/flow/page.js', ''],
  ]) {
    const response = await fetch(`${url}${path}?fault=never-finishes`);
    assert.match(response.headers.get('content-type'), /^text\/javascript/);
    const text = await response.text();
    assert.ok(text.includes(url) && text.includes('never-finishes') && text.includes(word), path);
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

test('serves the hosted page of a session', async () => {
  const { session_id } = await clientOf('everyone').createSession();
  const page = await fetch(`${url}/flow/${session_id}?locale=kz`);
  assert.match(page.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self';/);
  const html = await page.text();
  assert.ok(html.includes('lang="kk"') && html.includes(`data-session="${session_id}"`), html);
  const unknown = await fetch(`${url}/flow/unknown?locale=en`);
  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /Session not found/);
});

test('`end` ends a session without a user', async () => {
  const sandbox = createSandbox({ settleMs: 0 });
  const client = memoryClient(sandbox);
  for (const [outcome, status, reason] of [
    ['passed', 'FINISHED'],
    ['failed', 'FAILED', { type: 'CALC_RESULT', detail: 'Low prediction' }],
    ['cancelled', 'FAILED', { type: 'CLIENT', detail: 'Operation aborted by user' }],
    ['expired', 'EXPIRED'],
    [{ outcome: 'failed', reason: { type: 'NO_CAM' } }, 'FAILED', { type: 'NO_CAM' }],
  ]) {
    const { session_id } = await client.createSession();
    await sandbox.end(session_id, outcome);
    const result = await client.getResult(session_id);
    assert.equal(result.status, status);
    assert.equal(result.flow_session_result, outcome === 'passed');
    assert.deepEqual(result.liveness_result?.failure_reason, reason);
    await assert.rejects(sandbox.end(session_id, outcome), /has already ended/);
  }
  await assert.rejects(sandbox.end('unknown', 'passed'), /Session not found/);
  const { session_id } = await client.createSession();
  await assert.rejects(sandbox.end(session_id, { outcome: 'failed', technology: 'ED' }), /`technology`/);
});

test('metadata and the suffix of an API key set the outcome', async () => {
  const sandbox = createSandbox({ settleMs: 0, qr: 'allow', retryLiveness: true });
  const look = async ({ session_id }) =>
    (await sandbox.fetch(new Request(`https://x/sandbox/session/${session_id}`))).json();
  const client = memoryClient(sandbox);
  const metadata = { sandbox: { outcome: 'cancelled', after: 0, qr: 'off' } };
  const ended = await client.createSession(metadata);
  assert.equal((await client.getResult(ended.session_id)).status, 'FAILED');
  const { state, qr, retry_liveness } = await look(ended);
  assert.deepEqual([state, qr, retry_liveness], ['finished', 'off', true]);
  const failing = memoryClient(sandbox, `${sandboxKeys.everyone}+failed`);
  const waiting = await failing.createSession();
  assert.equal((await failing.getResult(waiting.session_id)).status, 'PROGRESS');
  assert.equal((await look(waiting)).preset.outcome, 'failed');
});

test('an unfinished session expires after `lifetimeMs`', async () => {
  const sandbox = createSandbox({ lifetimeMs: 0 });
  const client = memoryClient(sandbox);
  const { session_id } = await client.createSession();
  assert.equal((await client.getResult(session_id)).status, 'EXPIRED');
});

test('rejects options that are not valid, without repeating a URL', () => {
  for (const [options, message] of [
    [{ settleMs: -1 }, /^settleMs must be a whole number of ms, 0 or more, not -1\.$/],
    [{ lifetimeMs: '5' }, /^lifetimeMs .* not "5"/],
    [{ webhooks: 'http://x' }, /^webhooks must be an array/],
    [{ webhooks: ['http://x', 'ftp://secret'] }, /^webhooks\[1\] must be an http or https URL\.$/],
    [{ webhooks: ['/hook'] }, /^webhooks\[0\]/],
    [{ onWebhook: 5 }, /^onWebhook must be a function, not 5/],
    [{ qr: 'on' }, /^qr must be "off", "allow" or "always", not "on"/],
    [{ retryLiveness: 1 }, /^retryLiveness must be a boolean, not 1/],
  ])
    assert.throws(() => createSandbox(options), { name: 'TypeError', message });
});

test('sends the events of a session in order, and tries a failed one again', {
  timeout: 60_000,
}, async () => {
  const receiver = await receive((count) => (count === 0 ? 500 : 200));
  const seen = [];
  const sandbox = createSandbox({
    settleMs: 50,
    webhooks: [receiver.url],
    onWebhook({ event }) {
      seen.push(event);
      throw new Error('logged, not thrown');
    },
  });
  const { error } = console;
  console.error = () => {};
  try {
    const { session_id } = await memoryClient(sandbox).createSession();
    const send = (action, body) =>
      sandbox.fetch(
        new Request(`https://x/sandbox/session/${session_id}/${action}`, {
          method: 'POST',
          body: JSON.stringify(body),
        }),
      );
    await send('start');
    await send('technology', { code: 'LDHP' });
    await send('technology', { code: 'LDHP', passed: true });
    await sandbox.end(session_id, 'passed');
    await receiver.until(7);
    const names = receiver.events.map(({ event }) => event);
    const technology = ['technology.start', 'technology.end'];
    assert.deepEqual(names, ['flow.start', 'flow.start', ...technology, ...technology, 'flow.end']);
    assert.equal(receiver.events[0].id, receiver.events[1].id);
    assert.deepEqual(receiver.types, ['application/json']);
    assert.deepEqual(seen, names.slice(1));
    const { success, data } = receiver.events[6];
    assert.deepEqual([success, data.session_result.session_id], [true, session_id]);
    assert.equal(data.session_result.status, 'FINISHED');
  } finally {
    console.error = error;
    receiver.close();
  }
});

test('logs what an async `onWebhook` rejects with', { timeout: 60_000 }, async () => {
  const { error } = console;
  const logged = new Promise((resolve) => (console.error = resolve));
  try {
    const problem = new Error('not stored');
    const sandbox = createSandbox({ settleMs: 0, onWebhook: () => Promise.reject(problem) });
    const { session_id } = await memoryClient(sandbox).createSession();
    await sandbox.end(session_id, 'failed');
    assert.equal(await logged, problem);
  } finally {
    console.error = error;
  }
});

test('logs an event that cannot be sent, without the path of its URL', { timeout: 60_000 }, async () => {
  const receiver = await receive(() => 307);
  const { warn } = console;
  const warned = new Promise((resolve) => (console.warn = resolve));
  try {
    const sandbox = createSandbox({ settleMs: 0, webhooks: [`${receiver.url}?secret`] });
    const { session_id } = await memoryClient(sandbox).createSession();
    await sandbox.end(session_id, 'failed');
    const message = await warned;
    assert.match(message, /it answered 307/);
    assert.ok(message.includes(new URL(receiver.url).origin) && !message.includes('secret'), message);
    const [first, second, third] = receiver.events.map(({ id }) => id);
    assert.equal(second, first, 'one more attempt, and redirects are not followed');
    assert.notEqual(third, first, 'no third attempt');
  } finally {
    console.warn = warn;
    receiver.close();
  }
});

test('the command sends events to each `--webhook`', { timeout: 60_000 }, async () => {
  const receivers = [await receive(() => 200), await receive(() => 200)];
  const urls = receivers.flatMap(({ url }) => ['--webhook', url]);
  const child = spawn(process.execPath, [CLI, 'sandbox', '--port', '0', '--settle', '0', ...urls], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [text] = await once(child.stdout, 'data');
    const baseUrl = /http:\/\/127\.0\.0\.1:\d+/.exec(text)[0];
    const metadata = { sandbox: { outcome: 'failed', after: 0 } };
    const client = createFlowClient({ apiKey: sandboxKeys.everyone, baseUrl, onWarning() {} });
    await client.createSession({ metadata });
    for (const receiver of receivers) {
      await receiver.until(4);
      assert.equal(receiver.events[3].event, 'flow.end');
    }
  } finally {
    child.kill();
    for (const receiver of receivers) receiver.close();
  }
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

test('the command prints its usage for `--help`, and names the help for invalid options', async () => {
  assert.match((await run('--help')).output, /--port/);
  for (const options of [
    ['--port', 'x'],
    ['--port', '70000'],
    ['--settle', '-1'],
    ['--lifetime', 'x'],
    ['--qr', 'on'],
    ['--webhook', 'ftp://x'],
    ['--unknown'],
  ]) {
    const { code, error } = await run(...options);
    assert.equal(code, 2);
    assert.match(error, /\n\nflow-widget-loader sandbox --help lists the options\.\n$/);
  }
});

/** Returns functions that create sessions and read results in a sandbox in this process. */
function memoryClient(sandbox, api_key = sandboxKeys.everyone) {
  const send = async (path, init) => {
    const response = await sandbox.fetch(new Request(`https://x/api/v1/flows/session/${path}`, init));
    assert.equal(response.status, 200);
    return response.json();
  };
  return {
    createSession: (metadata) =>
      send('create/', { method: 'POST', body: JSON.stringify({ api_key, metadata }) }),
    getResult: (id) => send(`result/?${new URLSearchParams({ session_id: id, flow_api_key: api_key })}`),
  };
}

/** Starts a receiver of webhook events. `status` maps the number of events so far to the answer's status. */
async function receive(status) {
  const events = [];
  const types = new Set();
  const waiting = new Set();
  const server = createHttpServer(async (request, response) => {
    types.add(request.headers['content-type']);
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(status(events.length), { location: '/elsewhere' }).end();
    events.push(JSON.parse(body));
    for (const check of waiting) check();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    events,
    get types() {
      return [...types];
    },
    until: (count) =>
      new Promise((resolve) => {
        const check = () => events.length >= count && resolve();
        waiting.add(check);
        check();
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function run(...options) {
  const child = spawn(process.execPath, [CLI, 'sandbox', ...options]);
  let [output, error] = ['', ''];
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (error += chunk));
  const [code] = await once(child, 'close');
  return { code, output, error };
}
