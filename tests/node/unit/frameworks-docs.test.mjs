import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const docs = read('docs/frameworks.md');
const blocks = [...docs.matchAll(/^<!-- (\S+) -->\n\n```\w+\n(.*?)\n```$/gms)];

test('each snippet for a framework is a file that a test runs', () => {
  for (const [, path, code] of blocks) assert.equal(`${code}\n`, read(path), path);
  assert.equal(blocks.length, docs.match(/^```\w+$/gm).length);
});

test('no app is without its snippet', () => {
  const apps = 'examples/frameworks/';
  const files = readdirSync(new URL(apps, root), { recursive: true })
    .filter((name) => /^(?!node_modules).*verif/i.test(name))
    .map((name) => apps + name);
  assert.ok(files.length >= 8);
  assert.deepEqual(blocks.map(([, path]) => path).sort(), files.sort());
});
