// A short soak, and one for each deliberate leak, which the soak must find, in the engine that the variable ENGINE names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openEngine } from './engine.mjs';
import { soak } from './run.mjs';
import { serve } from './server.mjs';

/** An arbitrary seed, so that the test is repeatable. */
const SEED = 20_260;

const { ENGINE = 'chromium' } = process.env;
let target;
let server;
let browser;
before(async () => {
  server = await serve();
  browser = await openEngine(ENGINE, process.env);
  target = { browser, url: server.url };
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test('finds no leaks, however sessions end', async () => {
  const { sessions, failures, grown, measured, runs } = await soak(target, {
    sessions: 100,
    warmup: 60,
    seed: SEED,
  });
  assert.deepEqual(failures, []);
  assert.deepEqual(grown, [], JSON.stringify(measured));
  assert.ok(sessions >= 100);
  assert.ok(Object.keys(runs).length > 40);
});

for (const [leak, rows] of Object.entries({
  listener: ['listeners', 'longLived'],
  signal: ['listeners', 'longLived'],
  node: ['nodes', 'created'],
  element: ['nodes', 'created', 'elements'],
  timer: ['timers'],
  track: ['tracks'],
  mark: ['marks'],
  memory: ['memory'],
  reference: ['table', 'references'],
  heap: ['heap'],
})) {
  test(`finds a leak: ${leak}`, async (t) => {
    const { failures, grown, measured } = await soak(target, {
      sessions: 20,
      warmup: 5,
      seed: SEED,
      leak,
      only: 'finish',
    });
    assert.deepEqual(failures, []);
    const expected = rows.filter((row) => row in measured.before);
    if (expected.length === 0) return t.skip(`${ENGINE} cannot measure ${rows}`);
    for (const row of expected) assert.ok(grown.includes(row), `${row} is not among ${grown}`);
    const others = grown.filter((row) => !rows.includes(row) && row !== 'heap');
    assert.deepEqual(others, []);
  });
}

for (const [leak, message] of Object.entries({
  promise: /never settles/,
  rejection: /uncaught: Error: deliberate/,
})) {
  test(`reports a failure: ${leak}`, async () => {
    const { failures } = await soak(target, {
      sessions: 10,
      warmup: 5,
      seed: SEED,
      leak,
      only: 'finish',
    });
    assert.ok(
      failures.some((text) => message.test(text)),
      failures.join('\n'),
    );
  });
}
