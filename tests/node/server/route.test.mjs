/** Tests of `js/server/route.ts`: the operation for a method and path. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let canServe;
let routeOf;

before(async () => {
  ({ canServe, routeOf } = await importSources(`export * from './js/server/route.ts'`));
});

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** Returns the operation, or the status and the allowed method of the error, as text. */
function outcomeOf(method, path, mount) {
  try {
    const { operation, sessionId } = routeOf({ method, url: `https://shop.example${path}` }, mount);
    return sessionId === undefined ? operation : `${operation} ${sessionId}`;
  } catch ({ status, headers }) {
    return [status, headers.Allow].join(' ').trim();
  }
}

test('a mount path has the operations of the path itself and of one segment below it', () => {
  const cases = [
    ['POST', '', 'create'],
    ['POST', '/', 'create'],
    ['POST', '?a=b', 'create'],
    ['GET', '', '405 POST'],
    ['GET', '/s-1', 'read s-1'],
    ['GET', '/s-1/', 'read s-1'],
    ['GET', '/s%2F1', 'read s/1'],
    ['POST', '/s-1', '405 GET'],
    ['GET', '/s-1/more', '404'],
    ['GET', '//', '404'],
    ['GET', '/%ff', '404'],
    ['GET', 'x', '404'],
    ['GET', 'x/s-1', '404'],
  ];
  for (const mount of ['/api/flow', '/api/flow/', '', '/'])
    for (const [method, path, expected] of cases) {
      const base = mount.replace(/\/$/, '');
      // Without a path, the text is a segment of its own.
      if (base === '' && path.startsWith('x')) continue;
      assert.equal(outcomeOf(method, base + path, mount), expected, `${method} ${mount} ${path}`);
    }
  for (const path of ['/', '/api', '/other/flow', '/prefix/api/flow/s-1'])
    assert.equal(outcomeOf('GET', path, '/api/flow'), '404', path);
});

test('without a mount path, the last segment of a GET is the session id, and that of others if it is a UUID', () => {
  const cases = [
    ['GET', '/a/b/s-1', 'read s-1'],
    ['GET', '/s-1/', 'read s-1'],
    ['GET', '/', '405 POST'],
    ['POST', '/a/b/s-1', 'create'],
    ['POST', '/', 'create'],
    ['PUT', '/a', '405 POST'],
    ['POST', `/a/${ID}`, '405 GET'],
    ['POST', `/a/${ID.toUpperCase()}/`, '405 GET'],
    ['DELETE', `/${ID}`, '405 GET'],
    // Not UUIDs.
    ['POST', `/a/x${ID}`, 'create'],
    ['POST', `/a/${ID}x`, 'create'],
    ['POST', `/a/${ID.replace('-', '')}`, 'create'],
    ['POST', `/a/${ID.replace('3', 'g')}`, 'create'],
    ['POST', `/a/${ID.slice(0, -1)}`, 'create'],
    ['POST', `/a/${ID.replace('-5717', '')}`, 'create'],
    ['POST', `/${ID}/a`, 'create'],
  ];
  for (const [method, path, expected] of cases)
    assert.equal(outcomeOf(method, path, undefined), expected, `${method} ${path}`);
});

test('serves ids of 1 to 200 characters that one segment of a URL can contain', () => {
  for (const id of ['s', 'x'.repeat(200), 'a/b', '...', 'қ', '😀']) {
    assert.equal(canServe(id), true, id);
    assert.equal(outcomeOf('GET', `/flow/${encodeURIComponent(id)}`, '/flow'), `read ${id}`);
  }
  for (const id of ['', '.', '..', 'x'.repeat(201), '\ud800', undefined, 5])
    assert.equal(canServe(id), false);
  assert.equal(outcomeOf('GET', `/flow/${'x'.repeat(201)}`, '/flow'), '404');
});
