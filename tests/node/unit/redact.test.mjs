// The handler's redactor, which must match the client's (`src/client/redact.rs`).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let createRedactor;

before(async () => {
  ({ createRedactor } = await importSources(`export * from './js/server/redact.ts'`));
});

test('redacts every spelling of the key that may occur in a JSON response', () => {
  const key = 'k+/"y=50%&é \\(x)!';
  const form = new URLSearchParams({ key }).toString().slice('key='.length);
  const query = form.replaceAll('+', '%20');
  const spellings = [
    key,
    JSON.stringify(key),
    form,
    query,
    query.replace(/%../g, (char) => char.toLowerCase()),
    encodeURIComponent(key),
  ];
  const redact = createRedactor(key);
  for (const spelling of spellings) {
    const json = JSON.stringify({ text: `a ${spelling} b`, [spelling]: 1, list: [spelling] });
    // The JSON spelling keeps its quotation marks.
    const redacted = redact(json).replaceAll('\\"', '');
    assert.equal(redacted, '{"text":"a [API key] b","[API key]":1,"list":["[API key]"]}', spelling);
  }
});

test('redacts keys of 8 characters or more, like the client', () => {
  const redact = (key) => createRedactor(key)(JSON.stringify(`a ${key} b`));
  assert.equal(redact('12345678'), '"a [API key] b"');
  assert.equal(redact('1234567'), '"a 1234567 b"');
  const rust = readFileSync(new URL('../../../src/client/redact.rs', import.meta.url), 'utf8');
  assert.match(rust, /const \w+: usize = 8;/);
});

test('accepts a key with a lone surrogate', () => {
  assert.equal(createRedactor('\ud800-key-of-a-flow')('"text"'), '"text"');
});
