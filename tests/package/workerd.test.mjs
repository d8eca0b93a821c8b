// A worker of Cloudflare's: rendering on the server, and the handler, from the package as it was packed.
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
  const bindings = { FLOW_API_KEY: 'SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_', SERVICE: sandbox.url };
  url = await startWorkerd((close) => closing.push(close), bindings, {
    entry: `${folder}/worker.js`,
    dist: `${folder}/node_modules/${NAME}/dist`,
  });
});
after(() => Promise.all(closing.map((close) => close())));

test('every entry can be imported, and says that it needs a page', async () => {
  const { code, exported } = await (await fetch(`${url}/session`)).json();
  assert.equal(code, 'unsupported-environment');
  assert.deepEqual(exported, await exportedBy(folder));
});

test('the handler creates a session', async () => {
  const answer = await fetch(url, { method: 'POST' });
  assert.equal(answer.status, 201);
  assert.equal(typeof (await answer.json()).session_id, 'string');
});
