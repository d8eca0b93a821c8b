// Anything, given to whatever the client exports: what comes of it is an error of ours, the reason of a signal, or an
// answer. The same generator is used in the browser (tests/browser/e2e/hostile-random.spec.mjs).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createFlowClient, encodePhoto, FlowWidgetError, isValidIin } from '../../../dist/client.js';
import { Random } from '../../../soak/page/random.js';
import { Configs } from '../../browser/e2e/hostile/configs.js';
import { Hostile, Values } from '../../browser/e2e/hostile/values.js';
import { finished, json, KEY, pending, serve } from './support.mjs';

const SEED = Number(process.env.HOSTILE_SEED ?? 20_262);
const CALLS = Number(process.env.HOSTILE_CALLS ?? 2_000);

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, [], 'nothing may escape the client'));

/** What is wrong with the outcome of a call, if anything is. */
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

test(`any options, in any call of the client: an error of ours, a reason, or an answer (seed ${SEED})`, async (t) => {
  const service = await serve(t, (_, response, count) =>
    count % 3
      ? json(response, 200, count % 2 ? finished : pending)
      : json(response, count % 2 ? 500 : 400, {}),
  );
  const good = { apiKey: KEY, baseUrl: service.url, timeout: 200, retries: 0, onWarning: () => {} };
  const fields = [...Object.keys(good), 'dangerouslyAllowBrowser'];
  const wrong = [];
  let answers = 0;
  const one = async (number) => {
    const random = new Random(SEED + number);
    const values = new Values(random);
    const configs = new Configs(values);
    const options = (names) => configs.any({ interval: 1, timeout: 40 }, names, ['timeout']);
    const said = await judged(
      async () => {
        const config = random.chance(0.5)
          ? good
          : configs.any(good, fields, ['timeout', 'baseUrl', 'retries']);
        const client = createFlowClient(config);
        const id = random.chance(0.7) ? 'x' : values.any(1);
        await random.pick([
          () => client.createSession(options(['metadata', 'signal'])),
          () => client.getResult(id, options(['signal'])),
          () => client.waitForResult(id, options(['signal', 'interval', 'onProgress'])),
        ])();
        answers += 1;
      },
      values,
      // What the two functions of the caller throw ends the call.
      (error) => error instanceof Hostile || /without 'new'|Reflect\.ownKeys|revoked/.test(error?.message),
    );
    if (said) wrong.push(`call ${number}: ${said}`);
  };
  for (let number = 0; number < CALLS; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, beside) => one(number + beside)));
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  assert.ok(answers > CALLS / 100, `${answers} answers`);
  // After all that the core is as good as new: the service fails now and then, one of six in a row does not.
  const after = await Promise.all(
    Array.from({ length: 6 }, () =>
      createFlowClient(good)
        .getResult('x')
        .catch(({ code }) => code),
    ),
  );
  assert.ok(after.every((one) => one !== 'internal') && after.some((one) => one.id === 'x'), String(after));
});

test('any photograph and any number: an error of ours, or an answer', async () => {
  const wrong = [];
  for (let number = 0; number < CALLS; number++) {
    const values = new Values(new Random(SEED + number));
    const photo = values.any();
    const said = await judged(() => encodePhoto(photo), values);
    if (said) wrong.push(`photograph ${number}: ${said}`);
    if (typeof isValidIin(values.any()) !== 'boolean') wrong.push(`number ${number}`);
  }
  assert.deepEqual(wrong, []);
});
