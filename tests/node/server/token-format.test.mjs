/** Tests of `js/server/token.ts` without a handler: the format of tokens, and what is checked. */
import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let createTokens;

before(async () => {
  ({ createTokens } = await importSources(`export * from './js/server/token.ts'`));
});

const SECRET = 'a secret of 32 or more characters';
const API_KEY = 'the key of a flow';
const CLAIM = { sessionId: 's-1', userId: 'anna' };
const EXPIRES = 1_800_000_000_000;

const sha256 = async (text) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

/** Signs a header like the handler, with Node's own functions. */
async function sign(head, { sessionId, userId }) {
  const salt = 'flow-widget-loader/server: session token';
  const key = hkdfSync('sha256', SECRET, salt, await sha256(API_KEY), 32);
  const data = Buffer.concat([head, await sha256(sessionId), await sha256(userId)]);
  return createHmac('sha256', Buffer.from(key)).update(data).digest();
}

function headOf({ version = 1, expires = EXPIRES, length = 9 } = {}) {
  const head = Buffer.alloc(9);
  head[0] = version;
  head.writeBigUInt64BE(BigInt(expires), 1);
  return Buffer.concat([head, Buffer.alloc(1)]).subarray(0, length);
}

const tokenOf = (...parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.');

test('a token is a header with version and expiry, and its HMAC with a derived key', async () => {
  const token = await createTokens([SECRET], API_KEY).issue(CLAIM, EXPIRES);
  assert.equal(token, tokenOf(headOf(), await sign(headOf(), CLAIM)));
});

test('accepts an authentic token until it expires', async () => {
  const tokens = createTokens([SECRET], API_KEY);
  const token = await tokens.issue(CLAIM, EXPIRES);
  for (const [now, expected] of [
    [0, true],
    [EXPIRES - 1, true],
    [EXPIRES, false],
    [EXPIRES + 1, false],
  ])
    assert.equal(await tokens.check(token, CLAIM, now), expected, String(now));
});

test('rejects a token of another session, user, flow or secret', async () => {
  const check = (token, claim = CLAIM) => createTokens([SECRET], API_KEY).check(token, claim, 0);
  const token = await createTokens([SECRET], API_KEY).issue(CLAIM, EXPIRES);
  assert.equal(await check(token), true);
  for (const other of [{ sessionId: 's-2' }, { userId: 'boris' }, { sessionId: 'anna', userId: 's-1' }])
    assert.equal(await check(token, { ...CLAIM, ...other }), false);
  for (const [secret, apiKey] of [
    [`${SECRET}!`, API_KEY],
    [SECRET, 'another flow'],
  ])
    assert.equal(await check(await createTokens([secret], apiKey).issue(CLAIM, EXPIRES)), false);
});

test('the first secret signs, and all verify', async () => {
  const other = 'another secret, which is the next';
  const token = await createTokens([SECRET, other], API_KEY).issue(CLAIM, EXPIRES);
  for (const [secrets, expected] of [
    [[SECRET], true],
    [[other, SECRET], true],
    [[SECRET, other], true],
    [[other], false],
  ])
    assert.equal(await createTokens(secrets, API_KEY).check(token, CLAIM, 0), expected);
});

test('derives the keys once, and they cannot be exported', async (t) => {
  const derive = t.mock.method(crypto.subtle, 'deriveKey');
  const tokens = createTokens([SECRET, `${SECRET}!`], API_KEY);
  assert.equal(derive.mock.callCount(), 0);
  const token = await tokens.issue(CLAIM, EXPIRES);
  assert.equal(await tokens.check(token, CLAIM, 0), true);
  assert.equal(derive.mock.callCount(), 2);
  const extractable = derive.mock.calls.map(({ arguments: [, , , extractable] }) => extractable);
  assert.deepEqual(extractable, [false, false]);
});

test('rejects every other format, even with an authentic signature', async () => {
  const tokens = createTokens([SECRET], API_KEY);
  const check = (token) => tokens.check(token, CLAIM, 0);
  const mac = await sign(headOf(), CLAIM);
  const [head, signature] = tokenOf(headOf(), mac).split('.');
  assert.equal(await check(`${head}.${signature}`), true);
  for (const options of [{ version: 0 }, { version: 2 }, { length: 8 }, { length: 10 }, { length: 0 }]) {
    const other = headOf(options);
    assert.equal(await check(tokenOf(other, await sign(other, CLAIM))), false, JSON.stringify(options));
  }
  const malformed = [
    '',
    '.',
    head,
    `${head}.`,
    `.${signature}`,
    `${signature}.${head}`,
    `${head}.${signature}.`,
    `${head}.${signature}.${signature}`,
    `${head}.${signature}=`,
    ` ${head}.${signature}`,
    `${head}.${signature}\n`,
    `${head}.${tokenOf(mac.subarray(0, 31))}`,
    `${head}.${tokenOf(Buffer.concat([mac, Buffer.alloc(1)]))}`,
    // The last character of 32 bytes has two spare bits: another character decodes to the same bytes.
    `${head}.${signature.slice(0, -1)}${String.fromCharCode(signature.charCodeAt(42) + 1)}`,
    `${head}.${'x'.repeat(100_000)}`,
    `${head}.é`,
    'A.A',
  ];
  for (const token of malformed) assert.equal(await check(token), false, token.slice(0, 80));
});

test('uses the alphabet of base64url', async () => {
  const tokens = createTokens([SECRET], API_KEY);
  // Each of the special characters is in one of a few tokens, at any position.
  let characters = '';
  for (let user = 0; user < 100; user++) {
    const claim = { ...CLAIM, userId: String(user) };
    const token = await tokens.issue(claim, EXPIRES + user);
    assert.match(token, /^[\w-]{12}\.[\w-]{43}$/);
    assert.equal(await tokens.check(token, claim, 0), true);
    characters += token.slice(1);
  }
  assert.match(characters, /-.*_|_.*-/);
});
