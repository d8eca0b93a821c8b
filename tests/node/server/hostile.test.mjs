// Generated options of the handler, and generated results of its functions: `invalid-config` at once, or a Response.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { types } from 'node:util';
import { createFlowHandler, FlowWidgetError } from '../../../dist/server.js';
import { check } from '../../browser/e2e/hostile/check.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Values } from '../../browser/e2e/hostile/values.js';
import { KEY, SECRET, sessions } from './support.mjs';

/** `HOSTILE_SEED` and `HOSTILE_PATH` repeat a failure; `HOSTILE_CALLS` sets the number of calls. */
const OPTIONS = {
  seed: Number(process.env.HOSTILE_SEED ?? 20_263),
  path: process.env.HOSTILE_PATH,
  runs: Number(process.env.HOSTILE_CALLS ?? 2_000),
  lanes: 8,
};

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, [], 'no rejection or exception may escape the handler'));

test('any options: a FlowWidgetError at once, or a handler that answers', async (t) => {
  // The handler's default for an `onError` that is not set.
  t.mock.method(console, 'error', () => {});
  const service = await sessions(t, { status: 'FINISHED', flow_session_result: true });
  const outcomes = {};
  const count = (outcome) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const good = {
      apiKey: KEY,
      secret: SECRET,
      baseUrl: service.url,
      authorize: () => (draw.chance(0.7) ? 'anna' : settling(values)),
      metadata: () => (draw.chance(0.5) ? undefined : settling(values)),
      present: () => (draw.chance(0.5) ? undefined : settling(values)),
      timeout: 2_000,
      retries: 0,
      onError: () => {},
      onWarning: () => {},
    };
    const fields = [...Object.keys(good), 'lifetime', 'cors', 'path', 'maxBody'];
    const kept = ['baseUrl', 'timeout', 'retries', 'authorize', 'metadata', 'present'];
    const config = draw.chance(0.4) ? good : new Configs(values).any(good, fields, kept);
    try {
      const handler = createFlowHandler(config);
      const response = await answered(handler, values);
      count(response.status);
      if (response.status === 201) {
        const { session_id, token } = await response.json();
        const headers = { 'x-flow-token': token };
        const verdict = await inTime(
          handler(new Request(`https://shop.example/api/flow/${session_id}`, { headers })),
        );
        count(`then ${verdict.status}`);
      }
    } catch (error) {
      count(error?.code);
      const fine = error instanceof FlowWidgetError && error.code !== 'internal';
      if (!fine) throw new Error(described(error));
    }
  }, OPTIONS);
  assert.deepEqual(failures, []);
  if (OPTIONS.path) return;
  for (const outcome of ['201', 'then 200', 'invalid-config', '401', '500'])
    assert.ok(outcomes[outcome] > 0, `${outcome}: ${JSON.stringify(outcomes)}`);
});

/** Any value, returned or thrown, that settles when it is awaited: the host's functions have no time limit. */
function settling(values) {
  const value = values.any(values.draw.chance(0.5) ? 1 : 0);
  // A Proxy can pretend to be a thenable that never settles. A value that is thrown is not awaited.
  if (types.isProxy(value) || values.draw.chance(0.2)) return Promise.reject(value);
  if (Object(value) !== value) return value;
  const late = new Promise((resolve) => setTimeout(resolve, 5));
  // In a separate Promise: the value's `then` could keep the race from settling.
  const own = (async () => value)();
  return Promise.race([own, late]).then((settled) =>
    types.isProxy(settled) ? Promise.reject(settled) : settled,
  );
}

function answered(handler, { draw, ...values }) {
  const body = draw.chance(0.5)
    ? '{}'
    : draw.pick(['', '[', 'null', '{"metadata": {"__proto__": 1}}', '{"metadata": 7}']);
  const request = new Request('https://shop.example/api/flow', {
    method: draw.chance(0.9) ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return inTime(handler(request, values));
}

/** Rejects when `promise` takes too long. */
async function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, 10_000, new Error('never answers'));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function described(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return typeof value;
  }
}
