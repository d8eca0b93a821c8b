// Fuzz test: passes random values as options and returns them from callbacks. `createFlowHandler` must throw a
// FlowWidgetError, or its handler must return a Response.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { types } from 'node:util';
import { createFlowHandler, FlowWidgetError } from '../../../dist/server.js';
import { check } from '../../browser/e2e/hostile/check.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Values } from '../../browser/e2e/hostile/values.js';
import { failOnUnhandled, hostileOptions } from '../hostile.mjs';
import { KEY, mockSessions, SECRET } from './support.mjs';

const OPTIONS = hostileOptions({ seed: 20_263, lanes: 8 });
failOnUnhandled();

/** Options whose return values are random. */
const CALLBACKS = ['authorize', 'metadata', 'present', 'onCreated', 'onVerdict'];

test('with any options, createFlowHandler throws a FlowWidgetError or its handler responds', async (t) => {
  const service = await mockSessions(t, { status: 'FINISHED', flow_session_result: true });
  // Silences the default `onError`, which is used if the random options lack one.
  t.mock.method(console, 'error', () => {});
  const outcomes = {};
  const count = (outcome) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const valid = {
      apiKey: KEY,
      secret: SECRET,
      baseUrl: service.url,
      authorize: () => (draw.chance(0.7) ? 'anna' : settlingValue(values)),
      metadata: () => (draw.chance(0.5) ? undefined : settlingValue(values)),
      present: () => (draw.chance(0.5) ? undefined : settlingValue(values)),
      onCreated: () => (draw.chance(0.8) ? undefined : settlingValue(values)),
      onVerdict: () => (draw.chance(0.8) ? undefined : settlingValue(values)),
      timeout: 2_000,
      retries: 0,
      onError: () => {},
      onWarning: () => {},
    };
    const fields = [
      ...Object.keys(valid),
      'lifetime',
      'cors',
      'path',
      'maxBody',
      'bodyTimeout',
      'trustProxy',
    ];
    const kept = ['baseUrl', 'timeout', 'retries', 'bodyTimeout', ...CALLBACKS];
    const config = draw.chance(0.4) ? valid : new Configs(values).any(valid, fields, kept);
    try {
      const handler = createFlowHandler(config);
      const response = await postTo(handler, values);
      count(response.status);
      if (response.status === 201) {
        const { session_id, token } = await response.json();
        const headers = { 'x-flow-token': token };
        const verdict = await withTimeout(
          handler(new Request(`https://shop.example/api/flow/${session_id}`, { headers })),
        );
        count(`then ${verdict.status}`);
      }
    } catch (error) {
      count(error?.code);
      const allowed = error instanceof FlowWidgetError && error.code !== 'internal';
      if (!allowed) throw new Error(describe(error));
    }
  }, OPTIONS);
  assert.deepEqual(failures, []);
  if (OPTIONS.path) return;
  for (const outcome of ['201', 'then 200', 'invalid-config', '401', '500'])
    assert.ok(outcomes[outcome] > 0, `${outcome}: ${JSON.stringify(outcomes)}`);
});

/** Returns a random value, or a promise that settles: callbacks have no time limit, so they must not hang. */
function settlingValue(values) {
  const value = values.any(values.draw.chance(0.5) ? 1 : 0);
  // A Proxy may have a `then` that never settles; as a rejection reason, its `then` is not called.
  if (types.isProxy(value) || values.draw.chance(0.2)) return Promise.reject(value);
  if (Object(value) !== value) return value;
  const timeout = new Promise((resolve) => setTimeout(resolve, 5));
  // Wrapped, because the value may have a `then` that never settles.
  const wrapped = (async () => value)();
  return Promise.race([wrapped, timeout]).then((settled) =>
    types.isProxy(settled) ? Promise.reject(settled) : settled,
  );
}

/** Sends a random request to the handler. */
function postTo(handler, { draw, ...values }) {
  const body = draw.chance(0.5)
    ? '{}'
    : draw.pick(['', '[', 'null', '{"metadata": {"__proto__": 1}}', '{"metadata": 7}']);
  const request = new Request('https://shop.example/api/flow', {
    method: draw.chance(0.9) ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return withTimeout(handler(request, values));
}

/** Rejects if the promise does not settle within 10 s. */
async function withTimeout(promise) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(reject, 10_000, new Error('the handler did not respond within 10 s'));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return typeof value;
  }
}
