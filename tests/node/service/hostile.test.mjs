// Fuzz test: calls every export of the client with random values: each call must return a value, reject with a
// FlowWidgetError, or reject with a signal's reason. tests/browser/e2e/hostile-random.spec.mjs uses the same
// generator in the browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowClient, encodePhoto, FlowWidgetError, isValidIin } from '../../../dist/client.js';
import { check } from '../../browser/e2e/hostile/check.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Hostile, Values } from '../../browser/e2e/hostile/values.js';
import { failOnUnhandled, hostileOptions } from '../hostile.mjs';
import { finished, json, KEY, pending, serve } from './support.mjs';

const OPTIONS = hostileOptions({ seed: 20_262, lanes: 20 });
failOnUnhandled();

/** Returns a description of the fault if the outcome of a call is not allowed, else an empty string. */
async function faultOf(call, { reasons }, mayThrow = () => false) {
  let timer;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, 20_000, 'did not settle within 20 s');
  });
  const outcome = (async () => call())().then(
    () => '',
    (error) => {
      if (reasons.has(error) || mayThrow(error)) return '';
      if (!(error instanceof FlowWidgetError)) return `rejects with ${describe(error)}`;
      return error.code === 'internal' ? `internal: ${describe(error)} ${describe(error.cause)}` : '';
    },
  );
  return Promise.race([outcome, timeout]).finally(() => clearTimeout(timer));
}

function describe(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return typeof value;
  }
}

test('any options in any call return a value, a FlowWidgetError or a reason', async (t) => {
  const service = await serve(t, (_, response, count) =>
    count % 3
      ? json(response, 200, count % 2 ? finished : pending)
      : json(response, count % 2 ? 500 : 400, {}),
  );
  const valid = { apiKey: KEY, baseUrl: service.url, timeout: 2_000, retries: 0, onWarning: () => {} };
  const fields = [...Object.keys(valid), 'dangerouslyAllowBrowser'];
  let successes = 0;
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const configs = new Configs(values);
    const options = (names) => configs.any({ interval: 1, timeout: 40 }, names, ['timeout']);
    const fault = await faultOf(
      async () => {
        const config = draw.chance(0.5)
          ? valid
          : configs.any(valid, fields, ['timeout', 'baseUrl', 'retries']);
        const client = createFlowClient(config);
        const id = draw.chance(0.7) ? 'x' : values.any(1);
        await draw.pick([
          () => client.createSession(options(['metadata', 'signal'])),
          () => client.getResult(id, options(['signal'])),
          () => client.waitForResult(id, options(['signal', 'interval', 'onProgress'])),
        ])();
        successes += 1;
      },
      values,
      // Exceptions of the caller's callbacks are passed through.
      (error) => error instanceof Hostile || /without 'new'|Reflect\.ownKeys|revoked/.test(error?.message),
    );
    if (fault) throw new Error(fault);
  }, OPTIONS);
  assert.deepEqual(failures, []);
  if (OPTIONS.path) return;
  assert.ok(successes > OPTIONS.runs / 100, `${successes} successes`);
  // The core still works. The service responds with errors at times, but not to all of six requests in a row.
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () =>
      createFlowClient(valid)
        .getResult('x')
        .catch(({ code }) => code),
    ),
  );
  assert.ok(
    outcomes.every((outcome) => outcome !== 'internal') && outcomes.some((outcome) => outcome.id === 'x'),
    String(outcomes),
  );
});

test('any photo and any IIN return a value or a FlowWidgetError', async () => {
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const photo = values.any();
    const fault = await faultOf(() => encodePhoto(photo), values);
    if (fault) throw new Error(fault);
    assert.equal(typeof isValidIin(values.any()), 'boolean');
  }, OPTIONS);
  assert.deepEqual(failures, []);
});
