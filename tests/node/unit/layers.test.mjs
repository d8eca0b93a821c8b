// The direction of imports between folders. Biome rejects import cycles (`noImportCycles`).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const files = (folder, pattern) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => posix.join(folder, name));
const read = (path) => readFileSync(new URL(path, root), 'utf8');
/** The files that a module imports, including types and dynamic imports. */
const importsOf = (path) =>
  [...read(path).matchAll(/(?:from|import\()\s*['"](\.[^'"]+|#core)['"]/g)].map(([, name]) =>
    name === '#core' ? 'js/wasm/core.ts' : posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts'),
  );

/** The folders that each folder of `js/` may import, besides itself and `shared`. */
const LAYERS = {
  shared: [],
  wasm: [],
  environment: ['wasm'],
  dialog: ['environment'],
  hosted: [],
  messages: [],
  webview: [],
  session: ['wasm', 'dialog', 'hosted'],
  service: [],
  server: ['service'],
  frameworks: [],
  sandbox: ['service'],
  conformance: ['sandbox', 'session'],
  testing: [],
  doctor: ['server'],
  cli: ['conformance', 'doctor', 'sandbox'],
};

const modules = files('js', /\.ts$/);
const folderOf = (path) => path.match(/^js\/([^/]+)\//)?.[1];

test('each folder of js/ imports only from the layers below it', () => {
  assert.deepEqual([...new Set(modules.map(folderOf).filter(Boolean))].sort(), Object.keys(LAYERS).sort());
  const violations = [];
  for (const path of modules.filter(folderOf)) {
    const from = folderOf(path);
    for (const target of importsOf(path).filter((name) => name.startsWith('js/'))) {
      const to = folderOf(target);
      // The framework components import the default entry point, as a page does.
      const allowed = to
        ? to === from || to === 'shared' || LAYERS[from].includes(to)
        : from === 'frameworks';
      if (!allowed) violations.push(`${path} imports ${target}`);
    }
  }
  assert.deepEqual(violations, []);
});

test('the entry points of js/ contain only re-exports', () => {
  const entries = modules.filter((path) => !folderOf(path));
  assert.ok(entries.length >= 10);
  for (const path of entries) {
    const rest = read(path)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*|'use client';/g, '')
      .replace(/export (?:type )?(?:\*|\{[^}]*\}) from '[^']+';/g, '');
    assert.equal(rest.trim(), '', path);
  }
});

test('scripts/ does not import from tests/', () => {
  const violations = files('scripts', /\.mjs$/)
    .flatMap((path) => importsOf(path).map((target) => `${path} imports ${target}`))
    .filter((line) => / imports tests\//.test(line));
  assert.deepEqual(violations, []);
});
