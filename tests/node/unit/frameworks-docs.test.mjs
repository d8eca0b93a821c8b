import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const docs = read('docs/frameworks.md');
const blocks = [...docs.matchAll(/^<!-- (\S+) -->\n\n```\w+\n(.*?)\n```$/gms)];

test('each snippet in docs/frameworks.md is a file that the tests use', () => {
  for (const [, path, code] of blocks) assert.equal(`${code}\n`, read(path), path);
  assert.equal(blocks.length, docs.match(/^```\w+$/gm).length);
});

test('docs/frameworks.md has a snippet of each example app', () => {
  const apps = 'examples/frameworks/';
  const files = readdirSync(new URL(apps, root), { recursive: true })
    .filter((name) => /^(?!node_modules).*verif/i.test(name))
    .map((name) => apps + name);
  assert.ok(files.length >= 8);
  const shown = blocks.map(([, path]) => path).filter((path) => path.startsWith(apps));
  assert.deepEqual(shown.sort(), files.sort());
});
