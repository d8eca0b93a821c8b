/** Tests of who may call the handler: `js/server/identity.ts`, `csrf.ts` and `cors.ts`. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let access;

before(async () => {
  const names = ['identity', 'csrf', 'cors'];
  access = await importSources(names.map((name) => `export * from './js/server/${name}.ts';`).join('\n'));
});

const SHOP = 'https://shop.example';
const APP = 'https://app.example';
const request = (headers, { url = `${SHOP}/flow`, method = 'POST' } = {}) =>
  new Request(url, { method, headers });

test('an identity is a string or an object with an id; none is not an error', () => {
  for (const none of [null, undefined, false, '']) assert.equal(access.identityOf(none), undefined);
  const identities = [
    ['anna', 'anna'],
    [{ id: 'anna' }, 'anna'],
    [{ id: 7 }, '7'],
    [{ id: 0 }, '0'],
    [{ id: 8n }, '8'],
    ['😀', '😀'],
  ];
  for (const [authorized, expected] of identities) assert.equal(access.identityOf(authorized), expected);
  const other = [true, 5, 5n, {}, [], { id: '' }, { id: 1.5 }, { id: 2 ** 53 }, { id: {} }, { id: true }];
  for (const authorized of other)
    assert.throws(() => access.identityOf(authorized), {
      name: 'TypeError',
      message: /must return a string/,
    });
  for (const authorized of ['a\ud800', { id: '\udc00b' }])
    assert.throws(() => access.identityOf(authorized), { name: 'TypeError', message: /lone surrogate/ });
});

/** Returns whether the CSRF protection accepts a request with these headers. */
function accepts(headers, settings = {}, url) {
  try {
    access.checkCsrf(request(headers, { url }), settings);
    return true;
  } catch (error) {
    assert.deepEqual([error.status, error.code], [403, 'forbidden']);
    return false;
  }
}

test('CSRF protection: `Sec-Fetch-Site` decides, unless `cors` allows the origin', () => {
  const cors = { origins: [APP] };
  for (const [site, expected] of [
    ['same-origin', true],
    ['none', true],
    ['same-site', false],
    ['cross-site', false],
  ]) {
    for (const origin of [undefined, SHOP, 'https://evil.example', 'null']) {
      const headers = { 'sec-fetch-site': site, ...(origin && { origin }) };
      assert.equal(accepts(headers), expected, `${site} ${origin}`);
      assert.equal(accepts(headers, { cors }), expected, `${site} ${origin}`);
    }
    assert.equal(accepts({ 'sec-fetch-site': site, origin: APP }, { cors }), true);
    assert.equal(accepts({ 'sec-fetch-site': site, origin: APP }), expected);
  }
});

test('CSRF protection without `Sec-Fetch-Site`: the origin must be that of the URL or of Host', () => {
  const plain = 'http://10.0.0.1:3000/flow';
  const cases = [
    [{}, true],
    [{ origin: SHOP }, true],
    [{ origin: 'https://shop.example:444' }, false],
    [{ origin: 'http://shop.example' }, false],
    [{ origin: `${SHOP}.evil.example` }, false],
    [{ origin: `x${SHOP}` }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'ftp://shop.example' }, false],
    [{ origin: 'https://' }, false],
    [{ origin: SHOP, host: 'inner' }, true],
    [{ origin: 'https://outer.example', host: 'outer.example' }, true],
    [{ origin: 'http://outer.example', host: 'outer.example' }, false],
    [{ origin: 'http://outer.example', host: 'outer.example' }, true, plain],
    [{ origin: 'https://outer.example', host: 'outer.example' }, true, plain],
    [{ origin: 'http://10.0.0.1:3000' }, true, plain],
    [{ origin: 'http://10.0.0.1' }, false, plain],
    [{ origin: 'null' }, false, plain],
  ];
  for (const [headers, expected, url] of cases)
    assert.equal(accepts(headers, {}, url), expected, `${JSON.stringify(headers)} ${url}`);
});

test('CSRF protection without `Sec-Fetch-Site`: forwarded headers count with `trustProxy: true`', () => {
  const plain = 'http://10.0.0.1:3000/flow';
  const host = { 'x-forwarded-host': ' shop.example , inner' };
  const cases = [
    [{ origin: SHOP, ...host }, true],
    [{ origin: SHOP, ...host, 'x-forwarded-proto': 'https' }, true],
    [{ origin: SHOP, ...host, 'x-forwarded-proto': ' https , http' }, true],
    [{ origin: 'http://shop.example', ...host, 'x-forwarded-proto': 'https' }, false],
    [{ origin: 'http://shop.example', ...host, 'x-forwarded-proto': ' https , http' }, false],
    [{ origin: 'http://shop.example', ...host, 'x-forwarded-proto': 'http, https' }, true],
    [{ origin: 'http://shop.example', ...host }, true],
    [{ origin: 'https://inner', ...host }, false],
  ];
  for (const [headers, expected] of cases) {
    assert.equal(accepts(headers, { trustProxy: true }, plain), expected, JSON.stringify(headers));
    for (const settings of [{}, { trustProxy: false }, { trustProxy: 'yes' }])
      assert.equal(accepts(headers, settings, plain), false, JSON.stringify(headers));
  }
  // TLS that ends at the proxy, where the request arrives by `https` as well.
  const downgraded = { origin: 'http://shop.example', 'x-forwarded-proto': 'http' };
  assert.equal(accepts(downgraded, { trustProxy: true }), true);
  assert.equal(accepts(downgraded), false);
});

test('CORS headers are for listed origins; `Vary` is on every response', () => {
  const { corsHeaders } = access;
  assert.deepEqual(corsHeaders(request({ origin: APP }), undefined), {});
  const vary = { Vary: 'Origin' };
  for (const headers of [{}, { origin: SHOP }, { origin: '' }])
    assert.deepEqual(corsHeaders(request(headers), { origins: [APP] }), vary);
  const without = {
    ...vary,
    'Access-Control-Allow-Origin': APP,
    'Access-Control-Expose-Headers': 'Retry-After',
  };
  const all = { ...without, 'Access-Control-Allow-Credentials': 'true' };
  for (const [credentials, expected] of [
    [undefined, all],
    [true, all],
    [false, without],
  ])
    assert.deepEqual(corsHeaders(request({ origin: APP }), { origins: [APP], credentials }), expected);
});

test('a preflight is an OPTIONS request with an origin and a method', () => {
  const headers = { origin: APP, 'access-control-request-method': 'POST' };
  const isPreflight = (headers, method) => access.isPreflight(request(headers, { method }));
  assert.equal(isPreflight(headers, 'OPTIONS'), true);
  assert.equal(isPreflight(headers, 'POST'), false);
  for (const name of Object.keys(headers)) {
    const { [name]: _, ...rest } = headers;
    assert.equal(isPreflight(rest, 'OPTIONS'), false);
  }
  const allowed = 'Authorization, Content-Type, X-Flow-Token';
  for (const [headers, expected] of [
    [undefined, allowed],
    [[], allowed],
    [['X-Tenant', 'baggage'], `${allowed}, X-Tenant, baggage`],
  ]) {
    const response = access.preflightResponse({ origins: [APP], headers });
    assert.equal(response.status, 204);
    assert.deepEqual(Object.fromEntries(response.headers), {
      'access-control-allow-headers': expected,
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '600',
    });
  }
});
