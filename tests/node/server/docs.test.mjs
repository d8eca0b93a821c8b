/** docs/server.md names every option with its default, and every error code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { build } from 'esbuild';
import { createSession, handlerWith, KEY, mockService, verdictRequest } from './support.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const docs = read('docs/server.md');
const [handlerDocs, webhookDocs] = docs.split('\n## Webhooks\n');

const bundled = async (path) => {
  const { outputFiles } = await build({ entryPoints: [path], bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
};

let defaults;
before(async () => {
  const { settingsOf } = await bundled('js/server/settings.ts');
  const { webhookSettingsOf } = await bundled('js/server/webhook/settings.ts');
  defaults = {
    handler: settingsOf({ apiKey: KEY, authorize: () => 'anna' }),
    webhook: webhookSettingsOf({ apiKey: KEY, onResult: () => {} }),
  };
});

/** Returns the default of each option in the table of a part of the page. */
const tableOf = (text) => {
  const table = text.slice(text.indexOf('\n| option '));
  const rows = [...table.slice(0, table.indexOf('\n\n', 1)).matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)];
  return new Map(rows.map(([, name, rest]) => [name, rest.split(/(?<!\\)\|/)[1].trim()]));
};

/** Returns the names of the options that an interface declares. */
const declaredIn = (path, name) => {
  const source = read(path);
  const from = source.indexOf(`export interface ${name}`);
  const body = source.slice(from, source.indexOf('\n}', from));
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, option]) => option);
};

test('the tables have every option', () => {
  assert.deepEqual(
    [...tableOf(handlerDocs).keys()].sort(),
    declaredIn('js/server/options.ts', 'FlowHandlerOptions').sort(),
  );
  assert.deepEqual(
    [...tableOf(webhookDocs).keys()].sort(),
    declaredIn('js/server/webhook/options.ts', 'WebhookHandlerOptions').sort(),
  );
});

test('the documented defaults are those of the code', () => {
  for (const [name, table] of Object.entries({
    handler: tableOf(handlerDocs),
    webhook: tableOf(webhookDocs),
  })) {
    for (const option of ['lifetime', 'maxBody', 'timeout', 'bodyTimeout']) {
      if (name === 'webhook' && option === 'lifetime') continue;
      assert.equal(
        Number(table.get(option).replaceAll(',', '')),
        defaults[name][option],
        `${name} ${option}`,
      );
    }
    // The core has the other defaults: `src/client/config.rs` and `src/contract/mod.rs`.
    const [, retries] = /DEFAULT_RETRIES: u32 = (\d+)/.exec(read('src/client/config.rs'));
    assert.equal(table.get('retries'), retries);
    assert.ok(read('src/contract/mod.rs').includes(`"${table.get('baseUrl').slice(1, -1)}"`));
  }
});

test("the documented defaults of the client are the core's", () => {
  const table = tableOf(
    `\n${read('docs/client.md').replace(/^\| (`\w+`) +\| ([^|]+)\|/gm, '| $1 | type | $2 |')}`,
  );
  const config = read('src/client/config.rs');
  const constant = (name) =>
    Number(new RegExp(`${name}: u32 = ([\\d_]+);`).exec(config)[1].replaceAll('_', ''));
  assert.equal(Number(table.get('timeout').replaceAll(',', '')), constant('DEFAULT_TIMEOUT_MS'));
  assert.equal(Number(table.get('retries')), constant('DEFAULT_RETRIES'));
  assert.ok(read('src/contract/mod.rs').includes(`"${table.get('baseUrl').slice(1, -1)}"`));
});

test('a handler with default options makes three attempts to read a result', async (t) => {
  const { url, requests } = await mockService(t, ({ method }) =>
    method === 'POST'
      ? Response.json({ session_id: 's', technologies: [] })
      : new Response('', { status: 503, headers: { 'retry-after': '0' } }),
  );
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  assert.equal((await handler(verdictRequest(session))).status, 502);
  const [, retries] = /^\| `retries` +\|[^|]*\| (\d+) /m.exec(handlerDocs);
  assert.equal(requests.filter(({ method }) => method === 'GET').length, 1 + Number(retries));
});

test('the page has every error code', () => {
  const type = /FlowHandlerErrorCode =([^;]*);/.exec(read('js/server/http-error.ts'))[1];
  const codes = [...type.matchAll(/'([\w-]+)'/g)].map(([, code]) => code);
  assert.ok(codes.length > 10);
  for (const code of codes) assert.match(docs, new RegExp(`^\\|.*\`${code}\``, 'm'), code);
});
