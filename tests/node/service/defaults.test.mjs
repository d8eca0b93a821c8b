// The defaults in the tables of docs/client.md, without the option.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, mock, test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { finished, KEY, pending } from './support.mjs';

const text = readFileSync(new URL('../../../docs/client.md', import.meta.url), 'utf8');

/** The default of each option, as docs/client.md documents it. */
const documented = Object.fromEntries(
  [...text.split('| call ')[0].matchAll(/^\| `(\w+)` +\| (.+?) +\| .+\|$/gm)].map(([, name, value]) => [
    name,
    value.replaceAll('`', ''),
  ]),
);

/** The requests, and the delays of the timers that were started, in ms. */
let requests;
let delays;

beforeEach(() => {
  mock.restoreAll();
  [requests, delays] = [[], []];
  const { setTimeout } = globalThis;
  mock.method(globalThis, 'setTimeout', (work, ms, ...rest) => {
    delays.push(ms);
    // Pauses between requests are over at once; limits keep their time.
    return setTimeout(work, ms < 25_000 ? 0 : ms, ...rest);
  });
});

/** Responds to each request with `respond(count)`. */
const answer = (respond) =>
  mock.method(globalThis, 'fetch', async (request, init) => {
    requests.push(String(request.url ?? request), init?.method);
    return respond(requests.length / 2);
  });

test('the documented defaults are those that these tests check', () => {
  const { apiKey, baseUrl, timeout, retries, onWarning } = documented;
  assert.deepEqual(
    { apiKey, baseUrl, timeout, retries, onWarning },
    {
      apiKey: 'required',
      baseUrl: 'https://kyc.biometric.kz',
      timeout: '30,000',
      retries: '2',
      onWarning: 'console.warn',
    },
  );
});

test('baseUrl and timeout', async () => {
  answer(() => Response.json(finished));
  await createFlowClient({ apiKey: KEY }).getResult('x');
  assert.ok(requests[0].startsWith(`${documented.baseUrl}/`), requests[0]);
  assert.deepEqual(delays, [Number(documented.timeout.replace(',', ''))]);
});

test('retries', async () => {
  answer(() => Response.json({}, { status: 503 }));
  await assert.rejects(createFlowClient({ apiKey: KEY }).getResult('x'), { code: 'http' });
  assert.equal(requests.length / 2, 1 + Number(documented.retries));
  const pauses = delays.filter((ms) => ms < 25_000);
  assert.equal(pauses.length, Number(documented.retries));
  assert.ok(pauses[0] >= 200 && pauses[0] <= 400 && pauses[1] >= 400 && pauses[1] <= 800, String(pauses));
});

for (const [seconds, ms] of [
  ['1', 1_000],
  ['7', 7_000],
  ['24', 24_000],
])
  test(`waits for ${seconds} s, which \`Retry-After\` asks for`, async () => {
    const headers = { 'retry-after': seconds };
    answer((count) => (count === 1 ? Response.json({}, { status: 429, headers }) : Response.json(finished)));
    await createFlowClient({ apiKey: KEY }).getResult('x');
    assert.deepEqual(
      delays.filter((delay) => delay < 25_000),
      [ms],
    );
  });

test('the interval and the time limit of waitForResult', async () => {
  assert.match(text, /polls at once, then after 1 s and at growing intervals up to 10 s, for 2 minutes/);
  answer((count) => Response.json(count < 12 ? pending : finished));
  await createFlowClient({ apiKey: KEY }).waitForResult('x');
  assert.equal(requests.length / 2, 12);
  assert.equal(delays[0], 120_000);
  const intervals = delays.filter((ms) => ms < 25_000);
  // Spread by 20 %.
  assert.ok(intervals[0] >= 800 && intervals[0] <= 1_200, String(intervals));
  assert.ok(intervals.at(-1) >= 8_000 && intervals.at(-1) <= 12_000, String(intervals));
});

test('onWarning', async () => {
  const warn = mock.method(console, 'warn', () => {});
  answer(() => Response.json({ session_id: 'x', technologies: [] }));
  const client = createFlowClient({ apiKey: KEY });
  await client.createSession({ metadata: { unknown: 1 } });
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /metadata\.unknown/);
});
