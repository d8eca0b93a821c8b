// Several calls of `verify` in one page: one verification at a time, whichever phase it is in.
import { expect, test } from './fixtures.mjs';
import { CONTAINER, FakeBackend, fakeWidget, PASSED } from './verify-kit.mjs';

/** Calls `verify` in the page; `window.calls[name]` has its states and the Promise of its outcome. */
const call = (page, name, config = {}) =>
  page.evaluate(
    async ([name, config]) => {
      const { verify } = await import('/dist/index.js');
      window.calls ??= {};
      const states = [];
      const ended = verify({
        endpoint: '/api/mine',
        selector: '#flow-widget',
        src: '/widget/flow-widget.umd.js',
        onState: (state) => states.push(state),
        ...config,
      }).then(
        ({ passed }) => passed,
        ({ name, code }) => (name === 'AbortError' ? name : code),
      );
      window.calls[name] = { states, ended };
    },
    [name, config],
  );
const ended = (page, name) => page.evaluate((name) => window.calls[name].ended, name);
const reach = (page, name, state) =>
  expect.poll(() => page.evaluate((name) => window.calls[name].states.at(-1), name)).toBe(state);
const records = (page) => page.evaluate(() => Object.keys(sessionStorage).length);

async function open(page, openPage) {
  await openPage(CONTAINER);
  await fakeWidget(page);
  return FakeBackend.at(page);
}

test('a call that replaces another one, but is refused, leaves the other one running', async ({
  page,
  openPage,
}) => {
  const backend = await open(page, openPage);
  await call(page, 'first');
  await reach(page, 'first', 'active');
  await page.evaluate('window.finish()');
  await reach(page, 'first', 'waiting');
  await call(page, 'second', { conflict: 'replace', selector: '#missing' });
  expect(await ended(page, 'second')).toBe('container-not-found');
  backend.onGet = { json: PASSED };
  expect(await ended(page, 'first')).toBe(true);
  expect(backend.count('POST')).toBe(1);
});

for (const state of ['active', 'waiting']) {
  test(`a call that replaces another one in the state ${state} continues its session and keeps its record`, async ({
    page,
    openPage,
  }) => {
    const backend = await open(page, openPage);
    await call(page, 'first', { resume: true });
    await reach(page, 'first', 'active');
    if (state === 'waiting') await page.evaluate('window.finish()');
    await reach(page, 'first', state);
    await call(page, 'second', { resume: true, conflict: 'replace' });
    expect(await ended(page, 'first')).toBe('AbortError');
    await reach(page, 'second', state);
    expect(await records(page)).toBe(1);
    backend.onGet = { json: PASSED };
    if (state === 'active') await page.evaluate('window.finish()');
    expect(await ended(page, 'second')).toBe(true);
    expect(await records(page)).toBe(0);
    expect(backend.count('POST')).toBe(1);
  });
}

test('a call is refused while another one asks for a stored verdict, and its end leaves the record', async ({
  page,
  openPage,
}) => {
  const backend = await open(page, openPage);
  await page.evaluate(() =>
    sessionStorage.setItem(
      `flow-widget-loader:${location.origin}/api/mine`,
      JSON.stringify({ session_id: 's-1', token: 't' }),
    ),
  );
  let respond;
  backend.onGet = (route) =>
    new Promise((resolve) => {
      respond = () => route.fulfill({ json: PASSED }).then(resolve);
    });
  await call(page, 'first', { resume: true });
  await expect.poll(() => backend.count('GET')).toBe(1);
  await call(page, 'second', { resume: true });
  expect(await ended(page, 'second')).toBe('session-active');
  expect(await records(page)).toBe(1);
  await respond();
  expect(await ended(page, 'first')).toBe(true);
  expect(backend.count('POST')).toBe(0);
});

test('a cancellation in the first call of `onState` is notified, too', async ({ page, openPage }) => {
  await open(page, openPage);
  const states = await page.evaluate(async () => {
    const { verify } = await import('/dist/index.js');
    const states = [];
    const control = new AbortController();
    await verify({
      endpoint: '/api/mine',
      selector: '#flow-widget',
      signal: control.signal,
      onState: (state) => {
        states.push(state);
        control.abort();
      },
    }).catch(() => {});
    return states;
  });
  expect(states).toEqual(['preparing', 'cancelled']);
});

for (const [name, record] of [
  ['a token that cannot be a header', { session_id: 's-1', token: 'Ж' }],
  ['a session id that cannot be part of a URL', { session_id: '\ud800' }],
  ['a session id that names another path', { session_id: '..', token: 't' }],
]) {
  test(`ignores a record with ${name}`, async ({ page, openPage }) => {
    const backend = await open(page, openPage);
    await page.evaluate(
      (record) => sessionStorage.setItem(`flow-widget-loader:${location.origin}/api/mine`, record),
      JSON.stringify(record),
    );
    await call(page, 'first', { resume: true });
    await reach(page, 'first', 'active');
    expect(backend.count('GET')).toBe(0);
    expect(backend.count('POST')).toBe(1);
  });
}

for (const [count, config] of [
  [2, {}],
  [3, {}],
  [3, { resume: true }],
]) {
  test(`${count} calls in one task that replace each other create one session${config.resume ? ', with `resume`' : ''}`, async ({
    page,
    openPage,
  }) => {
    const backend = await open(page, openPage);
    const names = await page.evaluate(
      async ([count, config]) => {
        const { verify } = await import('/dist/index.js');
        window.last = '';
        const calls = Array.from({ length: count }, () =>
          verify({
            endpoint: '/api/mine',
            selector: '#flow-widget',
            src: '/widget/flow-widget.umd.js',
            conflict: 'replace',
            onState: (state) => {
              window.last = state;
            },
            ...config,
          }).catch(({ name }) => name),
        );
        return Promise.all(calls.slice(0, -1));
      },
      [count, config],
    );
    expect(names).toEqual(Array(count - 1).fill('AbortError'));
    await expect.poll(() => page.evaluate('window.last')).toBe('active');
    expect(backend.count('POST')).toBe(1);
  });
}

for (const state of ['active', 'waiting']) {
  test(`a call with another endpoint removes the record of the one that it replaces in the state ${state}`, async ({
    page,
    openPage,
  }) => {
    await open(page, openPage);
    await FakeBackend.at(page, '**/api/other{,/*}');
    await call(page, 'first', { resume: true });
    await reach(page, 'first', 'active');
    if (state === 'waiting') {
      await page.evaluate('window.finish()');
      await reach(page, 'first', 'waiting');
    }
    await call(page, 'second', { resume: true, conflict: 'replace', endpoint: '/api/other' });
    await reach(page, 'second', 'active');
    expect(await ended(page, 'first')).toBe('AbortError');
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).toMatch(/\/api\/other$/);
  });
}
