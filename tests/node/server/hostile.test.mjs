// Anything, as options of the handler and as what its functions come to: `invalid-config` at once, or a Response.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { types } from 'node:util';
import { createFlowHandler, FlowWidgetError } from '../../../dist/server.js';
import { Random } from '../../../soak/page/random.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Values } from '../../browser/e2e/hostile/values.js';
import { KEY, SECRET, sessions } from './support.mjs';

const SEED = Number(process.env.HOSTILE_SEED ?? 20_263);
const CALLS = Number(process.env.HOSTILE_CALLS ?? 2_000);

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, [], 'nothing may escape the handler'));

test(`any options: an error of ours at once, or a handler that answers (seed ${SEED})`, async (t) => {
  const service = await sessions(t, { status: 'FINISHED', flow_session_result: true });
  const wrong = [];
  const statuses = {};
  for (let number = 0; number < CALLS; number++) {
    const random = new Random(SEED + number);
    const values = new Values(random);
    const good = {
      apiKey: KEY,
      secret: SECRET,
      baseUrl: service.url,
      authorize: () => (random.chance(0.7) ? 'anna' : settling(values)),
      metadata: () => (random.chance(0.5) ? undefined : settling(values)),
      present: () => (random.chance(0.5) ? undefined : settling(values)),
      timeout: 200,
      retries: 0,
      onError: () => {},
      onWarning: () => {},
    };
    const fields = [...Object.keys(good), 'lifetime', 'cors', 'path', 'maxBody'];
    const config = random.chance(0.4)
      ? good
      : new Configs(values).any(good, fields, [
          'baseUrl',
          'timeout',
          'retries',
          'authorize',
          'metadata',
          'present',
        ]);
    try {
      const handler = createFlowHandler(config);
      const response = await answered(handler, values);
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.status === 201) {
        const { session_id, token } = await response.json();
        const headers = { 'x-flow-token': token };
        const verdict = await inTime(
          handler(new Request(`https://shop.example/api/flow/${session_id}`, { headers })),
        );
        statuses[`then ${verdict.status}`] = (statuses[`then ${verdict.status}`] ?? 0) + 1;
      }
    } catch (error) {
      const fine = error instanceof FlowWidgetError && error.code !== 'internal';
      if (!fine) wrong.push(`call ${number}: ${described(error)}`);
      statuses[error?.code] = (statuses[error?.code] ?? 0) + 1;
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  for (const outcome of ['201', 'then 200', 'invalid-config', '401', '500'])
    assert.ok(statuses[outcome] > 0, `${outcome}: ${JSON.stringify(statuses)}`);
});

/** Anything, returned or thrown, that an `await` will not wait for in vain: the host's functions have no time limit. */
function settling(values) {
  const value = values.any(values.random.chance(0.5) ? 1 : 0);
  // A Proxy may say that it is a Promise whenever it is asked. As what is thrown it is not asked.
  if (types.isProxy(value) || values.random.chance(0.2)) return Promise.reject(value);
  if (Object(value) !== value) return value;
  const late = new Promise((resolve) => setTimeout(resolve, 5));
  // In a Promise of its own: a `then` of the value's could tie the race to what never settles.
  const own = (async () => value)();
  return Promise.race([own, late]).then((settled) =>
    types.isProxy(settled) ? Promise.reject(settled) : settled,
  );
}

function answered(handler, { random, ...values }) {
  const body = random.chance(0.5)
    ? '{}'
    : random.pick(['', '[', 'null', '{"metadata": {"__proto__": 1}}', '{"metadata": 7}']);
  const request = new Request('https://shop.example/api/flow', {
    method: random.chance(0.9) ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return inTime(handler(request, values));
}

/** What it comes to, or that it does not. */
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
