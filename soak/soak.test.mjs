// A short soak, and one for each deliberate leak, which the soak must find.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { soak } from './run.mjs';
import { serve } from './server.mjs';

/** An arbitrary seed, so that the test is repeatable. */
const SEED = 20_260;

let target;
let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch(process.env.CHROMIUM ?? '/usr/bin/chromium');
  target = { browser, url: server.url };
});
after(async () => {
  await browser.close();
  await server.close();
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
  node: ['nodes'],
  element: ['nodes', 'elements'],
  timer: ['timers'],
  mark: ['marks'],
  memory: ['memory'],
  reference: ['table', 'references'],
  heap: ['heap'],
})) {
  test(`finds a leak: ${leak}`, async () => {
    const { failures, grown } = await soak(target, {
      sessions: 20,
      warmup: 5,
      seed: SEED,
      leak,
      only: 'finish',
    });
    assert.deepEqual(failures, []);
    for (const row of rows) assert.ok(grown.includes(row), `${row} is not among ${grown}`);
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
