// The handlers' redactor, which must find the same spellings as the client's (`src/client/redact.rs`).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { createFlowClient } from '../../../dist/client.js';
import { hostileOptions } from '../hostile.mjs';
import { mockService } from '../server/support.mjs';
import { importSources } from '../sources.mjs';

const root = new URL('../../../', import.meta.url);
/** As long as a real key. */
const KEY = 'a3f9c1e07b5d42868f10aa37c6e2d9b4517e0c8d93fb6a2';

let createRedactor;

before(async () => {
  ({ createRedactor } = await importSources(`export * from './js/server/redact.ts'`));
});

const fixture = JSON.parse(readFileSync(new URL('tests/fixtures/redaction.json', root), 'utf8'));

test('redacts every spelling of the key, in JSON and in plain text', () => {
  const redact = createRedactor(fixture.key);
  for (const [name, spelling] of Object.entries(fixture.spellings)) {
    // A character at the end of base64 may depend on its neighbour, so it is not a part of the key.
    const expected = /a \[API key\]([4QU](=|%3D){0,2})?(\r\n)? b/;
    assert.match(redact(`a ${spelling} b`), expected, name);
    const json = JSON.stringify({
      text: `a ${spelling} b`,
      [`a ${spelling} b`]: 1,
      list: [`a ${spelling} b`],
    });
    const redacted = redact(json);
    assert.match(JSON.parse(redacted).text, expected, name);
    assert.equal(redacted.split('[API key]').length, 4, name);
  }
});

for (const { key, before, unit, after, most } of fixture.limits)
  test(`redacts up to ${most} times "${unit}" in an escape sequence: ${before}${unit}${after}`, () => {
    const redact = createRedactor(key);
    const repeated = (count) => `${key.slice(0, 3)}${before}${unit.repeat(count)}${after}${key.slice(-4)}`;
    for (const count of [1, most - 1, most]) assert.equal(redact(repeated(count)), '[API key]', count);
    assert.equal(redact(repeated(most + 1)), repeated(most + 1));
  });

test('redacts unusual spellings', () => {
  for (const [name, { key, text }] of Object.entries(fixture.redacted)) {
    assert.equal(createRedactor(key)(text), '[API key]', name);
    assert.equal(createRedactor(key)(`(${text})`), '([API key])', name);
  }
});

test('leaves texts that resemble the key', () => {
  for (const { key, texts } of fixture.unchanged)
    for (const text of texts) assert.equal(createRedactor(key)(text), text);
});

test('leaves what surrounds the key', () => {
  const encoded = Buffer.from(KEY).toString('base64');
  for (const before of ['\n', '\r\n', '%0A', '\\n', '&#10;'])
    assert.equal(
      createRedactor(KEY)(`a${before}${encoded.slice(0, -1)}${before}b`),
      `a${before}[API key]${encoded.slice(-2, -1)}${before}b`,
    );
});

test('redacts a key inside longer base64, whatever precedes it', () => {
  const key = 'a-key-that-some-proxy-encodes';
  const redact = createRedactor(key);
  for (const user of ['', 'u', 'us', 'use', 'user']) {
    for (const encoding of ['base64', 'base64url']) {
      const encoded = Buffer.from(`${user}:${key}, and more`).toString(encoding);
      const redacted = redact(encoded);
      assert.match(redacted, /\[API key\]/);
      const left = redacted.split('[API key]').map((part) => Buffer.from(part, encoding).toString());
      assert.ok(
        left.every((text) => !text.includes('key') && !text.includes('proxy')),
        redacted,
      );
    }
  }
});

test('redacts a key in base64 that is wrapped at any column', () => {
  const redact = createRedactor(KEY);
  for (const before of ['', 'user:', 'x'.repeat(40), 'x'.repeat(59)]) {
    const encoded = Buffer.from(`${before}${KEY}, and more`).toString('base64');
    for (const columns of [64, 76, 1, 4]) {
      for (const end of ['\n', '\r\n']) {
        const wrapped = encoded.replace(new RegExp(`.{${columns}}`, 'g'), `$&${end}`);
        for (const text of [redact(wrapped), JSON.parse(redact(JSON.stringify(wrapped)))]) {
          const parts = text.split('[API key]').map((part) => Buffer.from(part, 'base64').toString());
          assert.equal(parts.length, 2, wrapped);
          assert.ok(!parts.join('|').includes(KEY.slice(1, 5)), text);
          assert.ok(!parts.join('|').includes(KEY.slice(-5, -1)), text);
        }
      }
    }
  }
});

test('redacts a key that is broken into lines, wherever', () => {
  for (let at = 1; at < KEY.length; at++)
    for (const gap of ['\n', '\r\n  ', '\\n', '%0A', '&#10;']) {
      const broken = `a ${KEY.slice(0, at)}${gap}${KEY.slice(at)} b`;
      assert.equal(createRedactor(KEY)(broken), 'a [API key] b', broken);
    }
});

test('redacts a key after any number of backslashes', () => {
  for (const key of [KEY, `\\${KEY}`, `n${KEY}`]) {
    for (const count of [0, 1, 2, 15, 16, 17, 31, 32, 33, 1_000]) {
      const redacted = createRedactor(key)(`a${'\\'.repeat(count)}${key} b`);
      assert.match(redacted, /^a\\*\[API key\] b$/, `${count} before ${key}`);
    }
  }
});

test('redacts keys of 8 characters or more, like the client', () => {
  const redact = (key) => createRedactor(key)(JSON.stringify(`a ${key} b`));
  assert.equal(redact('12345678'), '"a [API key] b"');
  assert.equal(redact('1234567'), '"a 1234567 b"');
  assert.equal(createRedactor('1234567')(Buffer.from('1234567').toString('base64')), 'MTIzNDU2Nw==');
  for (const path of ['src/client/redact.rs', 'js/server/redact.ts'])
    assert.match(readFileSync(new URL(path, root), 'utf8'), /const MIN_LENGTH(: usize)? = 8;/, path);
});

test('accepts a key with a lone surrogate', () => {
  assert.equal(createRedactor('\ud800-key-of-a-flow')('"text"'), '"text"');
});

/** Ways in which software escapes a character; the index selects one. */
const escapes = [
  (char) => char,
  (char) => encodeURIComponent(char),
  (char) => encodeURIComponent(encodeURIComponent(char)),
  (char) => Buffer.from(char).toString('hex').replace(/../g, '%$&'),
  (char) => Buffer.from(char).toString('hex').toUpperCase().replace(/../g, '%$&'),
  (char) => JSON.stringify(char).slice(1, -1),
  (char) =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  (char) => `&#${char.codePointAt(0)};`,
  (char) => `&#x${char.codePointAt(0).toString(16)};`,
];
const wholes = [
  (key) => Buffer.from(key).toString('base64'),
  (key) => Buffer.from(key).toString('base64url'),
  (key) => encodeURIComponent(Buffer.from(key).toString('base64')),
  (key) => Buffer.from(key).toString('base64').replace(/.{64}/g, '$&\r\n'),
  (key) => Buffer.from(key).toString('hex'),
  (key) => Buffer.from(key).toString('hex').toUpperCase(),
];

const ALPHABET = [...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', ...'-_.~+/=!"&<>%é😀'];
const keys = fc
  .array(fc.constantFrom(...ALPHABET), { minLength: 32, maxLength: 80 })
  .map((chars) => chars.join(''));
const spelled = fc
  .tuple(keys, fc.infiniteStream(fc.nat(escapes.length - 1)), fc.nat(2 * wholes.length))
  .map(([key, choices, whole]) => ({
    key,
    spelling: wholes[whole]?.(key) ?? Array.from(key, (char) => escapes[choices.next().value](char)).join(''),
  }));
const options = hostileOptions({ seed: 20_261 });

/** Asserts that text contains nothing of a key or its spelling that is as long as a key must be to be redacted. */
function assertAbsent(text, { key, spelling }) {
  const seen = text.replaceAll('[API key]', '');
  for (const secret of [key, spelling]) {
    for (let from = 0; from + 24 <= secret.length; from += 8)
      assert.ok(!seen.includes(secret.slice(from, from + 24)), `${secret}\n${text}`);
  }
}

test('the key is in no response, in any spelling (property)', () => {
  fc.assert(
    fc.property(spelled, fc.string(), fc.string(), (secret, before, after) => {
      const redact = createRedactor(secret.key);
      assertAbsent(redact(`${before}${secret.spelling}${after}`), secret);
      const json = JSON.stringify({ [secret.spelling]: `${before} ${secret.spelling} ${after}` });
      assertAbsent(redact(json), secret);
    }),
    { seed: options.seed, path: options.path, numRuns: Math.ceil(options.runs / 10) },
  );
});

test('the key is in no error of the client, in any spelling and wherever the body is cut off (property)', async (t) => {
  let body;
  let type;
  const { url } = await mockService(
    t,
    () => new Response(body, { status: 502, headers: { 'content-type': type } }),
  );
  await fc.assert(
    fc.asyncProperty(
      spelled,
      fc.nat(200),
      fc.constantFrom(64, 300, 2_000, 65_536),
      fc.boolean(),
      async (secret, shift, cut, json) => {
        const text = `${'.'.repeat(Math.max(0, cut - shift))}${secret.spelling}${'.'.repeat(100)}`;
        body = json
          ? JSON.stringify({ detail: text, [secret.spelling]: text })
          : secret.spelling.repeat(20) + text;
        type = json ? 'application/json' : 'text/plain';
        const client = createFlowClient({ apiKey: secret.key, baseUrl: url, retries: 0, onWarning() {} });
        const error = await client.createSession().then(assert.fail, (error) => error);
        assert.equal(error.status, 502);
        const seen = [
          error.message,
          typeof error.body === 'string' ? error.body : JSON.stringify(error.body ?? null),
        ];
        for (const text of seen) assertAbsent(text, secret);
      },
    ),
    { seed: options.seed, path: options.path, numRuns: Math.ceil(options.runs / 10) },
  );
});
