// A short run of `npm run soak`, and one for each fault on purpose: a soak that finds nothing must be able to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { soak } from './run.mjs';
import { serve } from './server.mjs';

/** Any will do; this one is as good as another. */
const SEED = 20_260;

let place;
let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch(process.env.CHROMIUM ?? '/usr/bin/chromium');
  place = { browser, url: server.url };
});
after(async () => {
  await browser.close();
  await server.close();
});

test('nothing is left of sessions that have ended, in whatever way', async () => {
  const { sessions, wrong, grown, measured, turns } = await soak(place, {
    sessions: 100,
    warmup: 60,
    seed: SEED,
  });
  assert.deepEqual(wrong, []);
  assert.deepEqual(grown, [], JSON.stringify(measured));
  assert.ok(sessions >= 100);
  assert.ok(Object.keys(turns).length > 40);
});

for (const [leak, rows] of Object.entries({
  listener: ['listeners', 'lasting'],
  signal: ['listeners', 'lasting'],
  node: ['nodes'],
  element: ['nodes', 'elements'],
  timer: ['timers'],
  mark: ['marks'],
  memory: ['memory'],
  reference: ['table', 'references'],
  heap: ['heap'],
})) {
  test(`a leak is found: ${leak}`, async () => {
    const { wrong, grown } = await soak(place, { sessions: 20, warmup: 5, seed: SEED, leak, only: 'finish' });
    assert.deepEqual(wrong, []);
    for (const row of rows) assert.ok(grown.includes(row), `${row} is not among ${grown}`);
    const beside = grown.filter((row) => !rows.includes(row) && row !== 'heap');
    assert.deepEqual(beside, []);
  });
}

for (const [leak, message] of Object.entries({
  promise: /never settles/,
  rejection: /not caught: Error: on purpose/,
})) {
  test(`is found as well: ${leak}`, async () => {
    const { wrong } = await soak(place, { sessions: 10, warmup: 5, seed: SEED, leak, only: 'finish' });
    assert.ok(
      wrong.some((text) => message.test(text)),
      wrong.join('\n'),
    );
  });
}
