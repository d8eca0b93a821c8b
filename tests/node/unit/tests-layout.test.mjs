// Checks that tests/README.md matches the repository, and that scripts/ does not depend on tests/.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { partsOf } from '../../../scripts/test/all-parts.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

test('every path in tests/README.md exists', () => {
  const names = [...read('tests/README.md').matchAll(/`([^`\s]+)`/g)].map(([, name]) => name);
  const paths = names.filter((name) => name.includes('/') || name === 'sandbox-widget' || name === 'www');
  // Fails if the pattern no longer matches the document.
  assert.ok(paths.length > 30);
  for (const path of paths) {
    // Created by the build and by test runs, so they may not exist yet.
    if (!['dist/', 'test-results/'].includes(path)) assert.ok(existsSync(new URL(path, root)), path);
  }
});

test('tests/README.md names exactly the parts of npm test', () => {
  const text = read('tests/README.md');
  const parts = Object.keys(partsOf({}));
  const named = new Set([...text.matchAll(/npm test -- ([a-z0-9]+)/g)].map(([, name]) => name));
  for (const name of named) assert.ok(parts.includes(name), name);
  for (const name of parts) if (name !== 'build') assert.match(text, new RegExp(`\`${name}\``));
});

test('scripts/ imports nothing from tests/', () => {
  for (const name of readdirSync(new URL('scripts/', root), { recursive: true })) {
    if (!/\.(mjs|js)$/.test(name) || name.includes('node_modules/')) continue;
    assert.doesNotMatch(read(`scripts/${name}`), /(from|import\()\s*['"][^'"]*\/tests\//, name);
  }
});
