import { calls, expect, notified, put, states, test, walk, widget } from './fixtures.mjs';

test('the snippet of the docs runs to the verdict', async ({ page, openApp, created, problems }) => {
  await openApp('examples/element', { query: 'verification.html', ready: false });
  await walk(page);
  await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});

test('dispatches an event for each state, up to the verdict', async ({ page, openApp }) => {
  await openApp('element');
  await put(page, '<flow-widget endpoint="/api/flow" locale="ru"></flow-widget>');
  await walk(page);
  await expect(widget(page)).toHaveAttribute('state', 'finished');
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'waiting', 'finished']);
});

test('keeps properties that were set before the element was defined', async ({ page, openApp }) => {
  await openApp('element', { query: '?undefined', fake: true });
  await put(page, '<flow-widget></flow-widget>');
  await page.evaluate(() => {
    window.control = new AbortController();
    Object.assign(window.widget, {
      sessionId: async () => 'from a function',
      locale: 'kk',
      config: { signal: window.control.signal },
    });
    return window.define();
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await page.evaluate('window.calls')).toMatchObject([{ id: 'from a function', locale: 'kz' }]);
  for (const name of ['sessionId', 'locale', 'config']) {
    expect(await page.evaluate((name) => Object.hasOwn(window.widget, name), name)).toBe(false);
    // Frameworks use this check to decide between property and attribute.
    expect(await page.evaluate((name) => name in document.createElement('flow-widget'), name)).toBe(true);
  }
  await page.evaluate("window.control.abort('enough')");
  await expect.poll(() => notified(page)).toContainEqual(['cancel', 'enough']);
});

test('reflects attributes and properties, and exposes the state to CSS', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="a" locale="ru" src="/x.js" manual></flow-widget>');
  const seen = await page.evaluate(() => {
    const { sessionId, locale, src, endpoint, manual, state } = window.widget;
    window.widget.sessionId = 'b';
    const reflected = window.widget.getAttribute('session-id');
    window.widget.sessionId = async () => 'c';
    const removed = window.widget.hasAttribute('session-id');
    window.widget.setAttribute('session-id', 'd');
    // As an attribute in markup it would be refused.
    window.widget.src = '/x.js';
    return [{ sessionId, locale, src, endpoint, manual, state }, reflected, removed, window.widget.sessionId];
  });
  expect(seen).toEqual([
    {
      sessionId: 'a',
      locale: 'ru',
      src: new URL('/x.js', page.url()).href,
      endpoint: null,
      manual: true,
      state: 'idle',
    },
    'b',
    false,
    'd',
  ]);
  expect(await page.evaluate('getComputedStyle(window.widget).display')).toBe('block');
  expect(await states(page)).toEqual([]);
  await page.evaluate('void window.widget.start()');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await calls(page)).toEqual(['d']);
  expect(await page.evaluate("window.widget.matches(':state(active)')")).toBe(true);
  expect(await page.evaluate("window.widget.matches(':state(starting)')")).toBe(false);
});

test('starts automatically, once, when it has a session id', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget></flow-widget>');
  await page.evaluate(() => {
    window.widget.setAttribute('locale', 'en');
    window.widget.sessionId = 'one';
    window.widget.sessionId = 'two';
    window.widget.start();
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await calls(page)).toEqual(['two']);
  await page.evaluate('window.finish({ done: 1 })');
  await expect.poll(() => notified(page)).toContainEqual(['finish', { done: 1 }]);
  // Once finished, neither another locale nor a move restarts it.
  await page.evaluate(() => {
    window.widget.locale = 'ru';
    document.body.append(document.createElement('main'));
    document.querySelector('main').append(window.widget);
  });
  await page.clock.runFor(1_000);
  expect(await calls(page)).toEqual(['two']);
  await page.evaluate("window.widget.sessionId = 'three'");
  await expect.poll(() => calls(page)).toEqual(['two', 'three']);
});

test('setting another session id ends the session and starts the next', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="one"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await page.evaluate("window.widget.setAttribute('session-id', 'two')");
  await expect.poll(() => calls(page)).toEqual(['one', 'two']);
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await states(page)).toEqual([
    ...['preparing', 'loading', 'starting', 'active', 'cancelled'],
    ...['preparing', 'loading', 'starting', 'active'],
  ]);
  // The content that the first session rendered is removed.
  await expect(page.locator('.drawn')).toHaveCount(1);
  await page.evaluate("window.widget.removeAttribute('session-id')");
  await expect(widget(page)).toHaveAttribute('state', 'cancelled');
});

test('moving the element does not end the session: append, replaceChildren, moveBefore, 50 ms out of the document', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="one"></flow-widget><main></main>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await page.evaluate(async () => {
    const main = document.querySelector('main');
    main.append(window.widget);
    document.body.replaceChildren(window.widget, main);
    document.body.moveBefore?.(window.widget, null);
    window.widget.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    main.append(window.widget);
  });
  await page.clock.runFor(1_000);
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await calls(page)).toEqual(['one']);
});

test('removing the element cancels the session, and inserting it starts another one', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="one"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await page.evaluate('window.widget.remove()');
  await expect.poll(() => page.evaluate('window.widget.state')).toBe('cancelled');
  // The session slot is free.
  expect(
    await page.evaluate(async () => {
      const session = window.openSession({ id: 'other', container: document.body });
      await session.started;
      session.cancel();
      await session.finished.catch(() => {});
      return session.state;
    }),
  ).toBe('cancelled');
  await page.evaluate('document.body.append(window.widget)');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await calls(page)).toEqual(['one', 'other', 'one']);
});

test('starts nothing when it is cancelled in the same task', async ({ page, openApp, created }) => {
  await openApp('element', { fake: true });
  await page.evaluate(() => {
    document.body.innerHTML = '<flow-widget endpoint="/api/flow"></flow-widget>';
    document.querySelector('flow-widget').cancel();
  });
  await page.clock.runFor(1_000);
  expect(created).toEqual([]);
  expect(await notified(page)).toEqual([]);
});

test('start() returns the outcome, cancel() passes the reason on, and failures are never unhandled', async ({
  page,
  openApp,
  problems,
}) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="one" manual></flow-widget>');
  const outcome = await page.evaluate(async () => {
    const outcome = window.widget.start();
    const same = outcome === window.widget.start();
    window.widget.addEventListener('flow-statechange', ({ detail: { state, id } }) => {
      if (state === 'active') window.finish({ id });
    });
    return [same, await outcome];
  });
  expect(outcome).toEqual([true, { id: 'one' }]);
  await page.evaluate(() => {
    window.widget.start();
    window.widget.addEventListener('flow-statechange', ({ target }) => target.cancel('no'), { once: true });
  });
  await expect.poll(() => notified(page)).toContainEqual(['cancel', 'no']);
  expect(await calls(page)).toEqual(['one']);
  await page.evaluate(() => {
    window.widget.sessionId = async () => {
      throw new Error('backend');
    };
    window.widget.start();
  });
  await expect.poll(() => notified(page)).toContainEqual(['error', 'session-source-failed']);
  await expect(widget(page)).toHaveAttribute('state', 'failed');
  expect(problems).toEqual([]);
});

test('fails in a shadow tree, and works when slotted', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await page.evaluate(() => {
    document.body.innerHTML = '<div></div>';
    const root = document.querySelector('div').attachShadow({ mode: 'open' });
    root.innerHTML = '<flow-widget session-id="inside"></flow-widget>';
  });
  await expect.poll(() => notified(page)).toContainEqual(['error', 'container-not-found']);
  await page.evaluate(() => {
    document.querySelector('div').shadowRoot.innerHTML = '<slot></slot>';
    document.querySelector('div').innerHTML = '<flow-widget session-id="slotted"></flow-widget>';
  });
  await expect.poll(() => calls(page)).toEqual(['slotted']);
});

test('can be defined again, also under another name', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  const seen = await page.evaluate(() => {
    const { define, FlowWidgetElement } = window.element;
    define();
    define('my-flow');
    document.body.innerHTML = '<my-flow session-id="mine"></my-flow>';
    return document.querySelector('my-flow') instanceof FlowWidgetElement;
  });
  expect(seen).toBe(true);
  await expect(page.locator('my-flow')).toHaveAttribute('state', 'active');
  expect(await page.evaluate("getComputedStyle(document.querySelector('my-flow')).display")).toBe('block');
});

test('shares one instance with the main entry point: a second session is rejected', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await put(page, '<flow-widget session-id="one"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  const code = await page.evaluate(() =>
    window.openSession({ id: 'two', container: document.body }).finished.catch(({ code }) => code),
  );
  expect(code).toBe('session-active');
  expect(requested.filter((url) => /core-inline/.test(url)).length).toBe(1);
});

for (const [name, html, set] of [
  [
    '`config.backend` starts a session',
    '<flow-widget></flow-widget>',
    (element, config) => {
      element.config = config;
    },
  ],
  [
    '`config.backend` starts a session once `manual` ends',
    '<flow-widget manual></flow-widget>',
    (element, config) => {
      element.config = config;
      element.manual = false;
    },
  ],
  [
    'a second `config` starts no second session',
    '<flow-widget></flow-widget>',
    (element, config) => {
      element.config = config;
      element.config = { ...config };
    },
  ],
])
  test(`setting it on a connected element: ${name}`, async ({ page, openApp }) => {
    await openApp('element', { fake: true });
    await put(page, html);
    expect(await page.evaluate('window.widget.state')).toBe('idle');
    await page.evaluate(
      `(${set})(window.widget, {
        backend: { createSession: () => ({ session_id: 'one' }), getVerdict: () => ({ passed: null }) },
      })`,
    );
    await expect(widget(page)).toHaveAttribute('state', 'active');
    expect(await calls(page)).toEqual(['one']);
  });
