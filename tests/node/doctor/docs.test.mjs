// docs/doctor.md: its examples are the real output, and its options those of the command.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { documents } from './examples.mjs';
import { run } from './support.mjs';

test('the examples are the output of the command', async () => {
  const { actual, expected } = await documents();
  assert.equal(actual, expected, 'update them: node tests/node/doctor/examples.mjs --write');
});

test('the table has the options of --help', async () => {
  const text = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
  const { output } = await run(['--help']);
  const options = [...output.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, name]) => name);
  assert.ok(options.length > 10);
  assert.deepEqual(
    [...text.matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name),
    options,
  );
});
