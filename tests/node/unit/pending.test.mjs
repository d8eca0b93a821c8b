// The record with which a verification continues after the page was reloaded.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, mock, test } from 'node:test';
import { importSources } from '../sources.mjs';

const ENDPOINT = 'https://app.example/api/flow';
const KEY = `flow-widget-loader:${ENDPOINT}`;
const NOW = Date.parse('2026-01-01T00:00:00Z');

let pending;
/** What `sessionStorage` contains. */
let stored;

before(async () => {
  pending = await importSources(
    `export * from './js/session/pending.ts'; export * from './js/shared/session-id.ts'`,
  );
});

beforeEach(() => {
  stored = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
  globalThis.document = { baseURI: 'https://app.example/page/' };
  mock.timers.enable({ apis: ['Date'], now: NOW });
});

afterEach(() => {
  mock.timers.reset();
  delete globalThis.sessionStorage;
  delete globalThis.document;
});

test('reads the record that was written, without other fields', () => {
  const record = {
    session_id: 'a',
    token: 't',
    expires_at: '2026-01-01T00:00:01Z',
    finished: true,
    opened: 1_767_225_600_000,
  };
  pending.writePending(ENDPOINT, { ...record, more: 1 });
  assert.deepEqual([...stored.keys()], [KEY]);
  assert.deepEqual(JSON.parse(stored.get(KEY)), record);
  assert.deepEqual(pending.readPending(ENDPOINT), record);
  assert.equal(pending.readPending(`${ENDPOINT}/other`), undefined);
  pending.removePending(ENDPOINT);
  assert.equal(stored.size, 0);
});

for (const [name, record, expected] of [
  ['only an id', { session_id: 'a' }, { finished: false }],
  [
    '`null` for what is missing',
    { session_id: 'a', token: null, expires_at: null },
    { token: null, expires_at: null },
  ],
  ['an empty token', { session_id: 'a', token: '' }, { token: '' }],
  ['an `opened` that is not a number', { session_id: 'a', opened: '1' }, { opened: undefined }],
  ['a `finished` that is not true', { session_id: 'a', finished: 1 }, { finished: false }],
  ['an end in 1 ms', { session_id: 'a', expires_at: '2026-01-01T00:00:00.001Z' }, {}],
  ["an end that is past by the page's clock", { session_id: 'a', expires_at: '2020-01-01T00:00:00Z' }, {}],
  ['an end that is not a date', { session_id: 'a', expires_at: 'soon' }, {}],
])
  test(`a record is valid with ${name}`, () => {
    stored.set(KEY, JSON.stringify(record));
    const read = pending.readPending(ENDPOINT);
    assert.equal(read.session_id, 'a');
    assert.deepEqual({ ...read, ...expected }, read);
    assert.equal(stored.size, 1);
  });

for (const [name, record] of [
  ['it has no id', { token: 't' }],
  ['its id is empty', { session_id: '' }],
  ['its id is the path of the parent', { session_id: '..' }],
  ['its id has a lone surrogate', { session_id: 'a\ud800' }],
  ['its token is no text', { session_id: 'a', token: 5 }],
])
  test(`a record is removed if ${name}`, () => {
    stored.set(KEY, JSON.stringify(record));
    assert.equal(pending.readPending(ENDPOINT), undefined);
    assert.equal(stored.size, 0);
  });

test('a record that cannot be read is none', () => {
  for (const text of ['', '{', 'null', JSON.stringify({ session_id: 'a', token: 'a\nb' })]) {
    stored.set(KEY, text);
    assert.equal(pending.readPending(ENDPOINT), undefined, text);
  }
});

test('without storage, nothing is pending and nothing is thrown', () => {
  for (const storage of [undefined, null]) {
    globalThis.sessionStorage = storage;
    pending.writePending(ENDPOINT, { session_id: 'a' });
    pending.removePending(ENDPOINT);
    assert.equal(pending.readPending(ENDPOINT), undefined);
    assert.equal(pending.hasPendingVerification(ENDPOINT), false);
  }
});

test('hasPendingVerification resolves the endpoint like `verify`', () => {
  pending.writePending(ENDPOINT, { session_id: 'a' });
  for (const endpoint of [ENDPOINT, '/api/flow', '../api/flow', '/api/flow#part', new URL(ENDPOINT)])
    assert.equal(pending.hasPendingVerification(endpoint), true, String(endpoint));
  for (const endpoint of ['api/flow', '/api/flow/', 'https://other.example/api/flow', 'http://[', undefined])
    assert.equal(pending.hasPendingVerification(endpoint), false, String(endpoint));
  delete globalThis.document;
  assert.equal(pending.hasPendingVerification(ENDPOINT), false, 'on a server');
});

for (const [expires_at, expected] of [
  [undefined, true],
  [null, true],
  ['soon', true],
  ['2026-01-01T00:00:00Z', true],
  ['2025-12-31T00:00:00Z', true],
  ['2025-12-30T23:59:59.999Z', false],
  ['2020-01-01T00:00:00Z', false],
])
  test(`a token that expired at ${expires_at} counts as ${expected ? '' : 'not '}pending`, () => {
    pending.writePending(ENDPOINT, { session_id: 'a', expires_at });
    assert.equal(pending.hasPendingVerification(ENDPOINT), expected);
    // `verify` asks the backend in any case.
    assert.equal(pending.readPending(ENDPOINT).session_id, 'a');
  });

test('isSessionId accepts text that can be one segment of a path', () => {
  for (const id of ['a', '...', '.a', 'a.', '3fa85f64-5717-4562-b3fc-2c963f66afa6', 'a/b', '😀', ' '])
    assert.equal(pending.isSessionId(id), true, id);
  for (const id of ['', '.', '..', '\ud83d', 'a\udc00', 5, null, undefined, ['a'], {}])
    assert.equal(pending.isSessionId(id), false, String(id));
});

test('the page has storage if a record can be stored, and no probe is left', () => {
  assert.equal(pending.hasStorage(), true);
  assert.equal(stored.size, 0);
  sessionStorage.setItem = () => {
    throw new Error('The quota is 0.');
  };
  assert.equal(pending.hasStorage(), false);
  delete globalThis.sessionStorage;
  assert.equal(pending.hasStorage(), false);
});

for (const [name, setItem] of [
  ['ignores what is written', () => {}],
  [
    'has room for short values only',
    (key, value) => {
      if (value.length > 150) throw new Error('QuotaExceededError');
      stored.set(key, value);
    },
  ],
]) {
  test(`says that the record was not written if the storage ${name}`, () => {
    const record = { session_id: 'a', token: 't'.repeat(200) };
    assert.equal(pending.hasStorage(), true);
    assert.equal(pending.writePending(ENDPOINT, record), true);
    stored.clear();
    globalThis.sessionStorage.setItem = setItem;
    assert.equal(pending.hasStorage(), false);
    assert.equal(pending.writePending(ENDPOINT, record), false);
  });
}
