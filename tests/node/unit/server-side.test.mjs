import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  FlowWidgetError,
  loadWidget,
  openSession,
  preload,
  startSession,
  verify,
} from '../../../dist/index.js';

test('imports on a server, and says there that it needs a page', async () => {
  await assert.rejects(startSession({ id: 'a', selector: '#flow-widget' }), (error) => {
    assert.ok(error instanceof FlowWidgetError);
    assert.equal(error.code, 'unsupported-environment');
    return true;
  });
  await assert.rejects(loadWidget(), { code: 'unsupported-environment' });
  const session = openSession({ id: 'a', selector: '#flow-widget' });
  await assert.rejects(session.finished, { code: 'unsupported-environment' });
  assert.equal(session.state, 'failed');
});

test('no call of a page does harm on a server, with a place or without', async () => {
  const unsupported = { name: 'FlowWidgetError', code: 'unsupported-environment' };
  assert.equal(preload(), undefined);
  await assert.rejects(startSession({ id: 'a' }), unsupported);
  await assert.rejects(startSession({ id: 'a', preflight: true }), unsupported);
  await assert.rejects(verify({ endpoint: '/api/flow' }), unsupported);
  await assert.rejects(verify(null), { name: 'FlowWidgetError', code: 'invalid-config' });
});

test("the facade hints at the core's own first address", () => {
  const rust = readFileSync(new URL('../../../src/loader/options.rs', import.meta.url), 'utf8');
  const first = /DEFAULT_SOURCES: &str =\s*"([^" ]+)/.exec(rust)[1];
  const facade = readFileSync(new URL('../../../js/session/preload-link.ts', import.meta.url), 'utf8');
  assert.ok(facade.includes(`'${first}'`));
});
