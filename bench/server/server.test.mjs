// Tests of the benchmark of the backend handlers. No duration is asserted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from './measure.mjs';
import { SERVERS } from './servers.mjs';
import { startService } from './service.mjs';
import { tableOf } from './table.mjs';

for (const name of ['JavaScript, Node.js', 'JavaScript, workerd']) {
  test(`${name}: every response is a session or a verdict`, async (t) => {
    const service = await startService();
    t.after(service.close);
    const server = await SERVERS[name]({ service: service.url });
    t.after(server.close);
    const figures = await measure(server, { seconds: 0.3 });
    assert.deepEqual(Object.keys(figures), ['creations', 'verdicts']);
    for (const { perSecond } of Object.values(figures)) assert.ok(perSecond > 0);
  });
}

test('a response with another status ends the measurement', async (t) => {
  const service = await startService();
  t.after(service.close);
  // The service is no handler: it answers 200 to a creation, too.
  await assert.rejects(measure({ url: service.url, pid: process.pid }, { seconds: 0.1 }), /POST .*: 200/);
});

test('the table has medians, and ratios by processor time', () => {
  const of = (...pairs) =>
    pairs.map(([perSecond, perProcessorSecond]) => ({ perSecond, perProcessorSecond }));
  const results = {
    'JavaScript, Node.js': { creations: of([10, 100], [30, 300], [20, 200]) },
    other: { creations: of([50, 500]) },
  };
  assert.deepEqual(tableOf(results).split('\n').slice(2), [
    '| creations | JavaScript, Node.js | 20 | 200 | 1.00 |',
    '| creations | other | 50 | 500 | 2.50 |',
  ]);
});
