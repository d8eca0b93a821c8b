import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  FlowWidgetError,
  loadWidget,
  openSession,
  preload,
  startSession,
  verify,
} from '../../../dist/index.js';

test('sessions and script loading reject with `unsupported-environment` on a server', async () => {
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

test('functions called on a server reject instead of throwing, also without a container', async () => {
  const unsupported = { name: 'FlowWidgetError', code: 'unsupported-environment' };
  assert.equal(preload(), undefined);
  await assert.rejects(startSession({ id: 'a' }), unsupported);
  await assert.rejects(startSession({ id: 'a', preflight: true }), unsupported);
  await assert.rejects(verify({ endpoint: '/api/flow' }), unsupported);
  await assert.rejects(verify(null), { name: 'FlowWidgetError', code: 'invalid-config' });
});

test("preloads the core's first default script URL", () => {
  const root = new URL('../../../', import.meta.url);
  const rust = readdirSync(new URL('src/loader', root), { recursive: true })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => readFileSync(new URL(`src/loader/${name}`, root), 'utf8'))
    .join('\n');
  const [, first] = /const DEFAULT_SOURCES\b[^"]*"([^" ]+)/.exec(rust);
  const preload = readFileSync(new URL('js/session/preload-link.ts', root), 'utf8');
  assert.ok(preload.includes(`'${first}'`));
});
