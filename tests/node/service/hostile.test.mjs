// Generated arguments for the client's exports: each call ends with a FlowWidgetError, the reason of a signal, or a
// result. The browser's tests use the same generators (tests/browser/e2e/hostile-random.spec.mjs).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createFlowClient, encodePhoto, FlowWidgetError, isValidIin } from '../../../dist/client.js';
import { check } from '../../browser/e2e/hostile/check.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Hostile, Values } from '../../browser/e2e/hostile/values.js';
import { finished, json, KEY, pending, serve } from './support.mjs';

/** `HOSTILE_SEED` and `HOSTILE_PATH` repeat a failure; `HOSTILE_CALLS` sets the number of calls. */
const OPTIONS = {
  seed: Number(process.env.HOSTILE_SEED ?? 20_262),
  path: process.env.HOSTILE_PATH,
  runs: Number(process.env.HOSTILE_CALLS ?? 2_000),
  lanes: 20,
};

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, [], 'no rejection or exception may escape the client'));

/** Describes what is wrong with the outcome of a call; empty if nothing is. */
async function judged(call, { reasons }, mayThrow = () => false) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 20_000, 'never settles');
  });
  const outcome = (async () => call())().then(
    () => '',
    (error) => {
      if (reasons.has(error) || mayThrow(error)) return '';
      if (!(error instanceof FlowWidgetError)) return `rejects with ${describe(error)}`;
      return error.code === 'internal' ? `internal: ${describe(error)} ${describe(error.cause)}` : '';
    },
  );
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

function describe(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return typeof value;
  }
}

test('any options, in any call of the client: a FlowWidgetError, a reason, or a result', async (t) => {
  const service = await serve(t, (_, response, count) =>
    count % 3
      ? json(response, 200, count % 2 ? finished : pending)
      : json(response, count % 2 ? 500 : 400, {}),
  );
  const good = { apiKey: KEY, baseUrl: service.url, timeout: 2_000, retries: 0, onWarning: () => {} };
  const fields = [...Object.keys(good), 'dangerouslyAllowBrowser'];
  let results = 0;
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const configs = new Configs(values);
    const options = (names) => configs.any({ interval: 1, timeout: 40 }, names, ['timeout']);
    const said = await judged(
      async () => {
        const config = draw.chance(0.5) ? good : configs.any(good, fields, ['timeout', 'baseUrl', 'retries']);
        const client = createFlowClient(config);
        const id = draw.chance(0.7) ? 'x' : values.any(1);
        await draw.pick([
          () => client.createSession(options(['metadata', 'signal'])),
          () => client.getResult(id, options(['signal'])),
          () => client.waitForResult(id, options(['signal', 'interval', 'onProgress'])),
        ])();
        results += 1;
      },
      values,
      // The call ends with what the caller's own functions throw.
      (error) => error instanceof Hostile || /without 'new'|Reflect\.ownKeys|revoked/.test(error?.message),
    );
    if (said) throw new Error(said);
  }, OPTIONS);
  assert.deepEqual(failures, []);
  if (OPTIONS.path) return;
  assert.ok(results > OPTIONS.runs / 100, `${results} results`);
  // The core still works. The service fails for some requests, but not for all of six in a row.
  const after = await Promise.all(
    Array.from({ length: 6 }, () =>
      createFlowClient(good)
        .getResult('x')
        .catch(({ code }) => code),
    ),
  );
  assert.ok(after.every((one) => one !== 'internal') && after.some((one) => one.id === 'x'), String(after));
});

test('any photograph and any number: a FlowWidgetError, or a result', async () => {
  const failures = await check(async (draw) => {
    const values = new Values(draw);
    const photo = values.any();
    const said = await judged(() => encodePhoto(photo), values);
    if (said) throw new Error(said);
    assert.equal(typeof isValidIin(values.any()), 'boolean');
  }, OPTIONS);
  assert.deepEqual(failures, []);
});
