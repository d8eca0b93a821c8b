/** The cases of `tests/fixtures/server/`, with which `tests/rust/server` tests the Rust handlers, too. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { runCase } from './vectors.mjs';

const root = new URL('../../../', import.meta.url);
const FOLDER = new URL('tests/fixtures/server/', root);
const FILES = ['bodies', 'cors', 'csrf', 'errors', 'events', 'routes', 'tokens'];
const casesOf = (file) => JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), 'utf8'));

test('every file of cases is run', () => {
  assert.deepEqual(
    readdirSync(FOLDER).sort(),
    FILES.map((file) => `${file}.json`),
  );
});

for (const file of FILES.filter((file) => file !== 'tokens')) {
  test(`${file}.json: the handler responds as expected`, async () => {
    for (const { expected, ...each } of casesOf(file)) {
      assert.deepEqual(await runCase(file, each), expected, each.name);
    }
  });
}

test('tokens.json: tokens are issued and checked as expected', async () => {
  const { outputFiles } = await build({
    entryPoints: ['js/server/token.ts'],
    absWorkingDir: root.pathname,
    bundle: true,
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { createTokens } = await import(`data:text/javascript;base64,${source}`);
  for (const { name, secrets, apiKey, sessionId, userId, now, token, expires, valid } of casesOf('tokens')) {
    const tokens = createTokens(secrets, apiKey);
    const claim = { sessionId, userId };
    assert.equal(await tokens.check(token, claim, now), valid, name);
    if (expires !== undefined) assert.equal(await tokens.issue(claim, expires), token, name);
  }
});
