// Checks tests/README.md, and the layout of the folders of tests and scripts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { partsOf } from '../../../scripts/test/all-parts.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

test('every path in tests/README.md exists', () => {
  const names = [...read('tests/README.md').matchAll(/`([^`\s]+)`/g)].map(([, name]) => name);
  const paths = names.filter((name) => name.includes('/') || name === 'sandbox-widget' || name === 'www');
  assert.ok(paths.length > 30);
  for (const path of paths) {
    // Made by the build and by test runs.
    if (!['dist/', 'test-results/'].includes(path)) assert.ok(existsSync(new URL(path, root)), path);
  }
});

test('tests/README.md names every part of npm test, and no other', () => {
  const text = read('tests/README.md');
  const parts = Object.keys(partsOf({}));
  const named = new Set([...text.matchAll(/npm test -- ([a-z0-9]+)/g)].map(([, name]) => name));
  for (const name of named) assert.ok(parts.includes(name), name);
  for (const name of parts) if (name !== 'build') assert.match(text, new RegExp(`\`${name}\``));
});

test('scripts/ imports nothing from tests/', () => {
  for (const name of readdirSync(new URL('scripts/', root), { recursive: true })) {
    if (!/\.(mjs|js)$/.test(name)) continue;
    assert.doesNotMatch(read(`scripts/${name}`), /(from|import\()\s*['"][^'"]*\/tests\//, name);
  }
});
