// workerd, the runtime of Cloudflare Workers: every entry point can be imported, and the backend's handler works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve } from '../../www/server/server.mjs';
import { startWorkerd } from '../node/server/workerd.mjs';
import { exportedBy } from './support/entries.mjs';
import { bareFixture } from './support/fixture.mjs';
import { NAME } from './support/places.mjs';

const closing = [];
let folder;
let url;

before(async () => {
  const sandbox = await serve();
  closing.push(() => sandbox.close());
  folder = await bareFixture('workerd');
  const bindings = {
    FLOW_API_KEY: 'SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_',
    FLOW_BASE_URL: sandbox.url,
  };
  url = await startWorkerd((close) => closing.push(close), bindings, {
    entry: `${folder}/test-worker.js`,
    dist: `${folder}/node_modules/${NAME}/dist`,
  });
});
after(() => Promise.all(closing.map((close) => close())));

test('every entry point can be imported, and startSession rejects with `unsupported-environment`', async () => {
  const { code, exported } = await (await fetch(`${url}/session`)).json();
  assert.equal(code, 'unsupported-environment');
  assert.deepEqual(exported, await exportedBy(folder));
});

test('the handler creates a session', async () => {
  const response = await fetch(url, { method: 'POST' });
  assert.equal(response.status, 201);
  assert.equal(typeof (await response.json()).session_id, 'string');
});
