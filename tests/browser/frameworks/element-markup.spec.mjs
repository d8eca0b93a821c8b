// What the attributes of `<flow-widget>` may choose: markup can be injected, so they choose neither code nor a foreign
// endpoint. And attributes whose text a framework has made of a value that is not text.
import { calls, expect, notified, pollute, put, test, widget } from './fixtures.mjs';

/** Requests for the attacker's files, and for another origin's endpoint. */
async function watchAttacker(page) {
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  const script = 'window.evil = true; window.FlowWidget = { startSession() {} };';
  await page.route('**/evil.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.route('**/evil/**', (route) => route.fulfill({ json: { session_id: 'evil' } }));
  return () => requests.filter((url) => /evil|^data:|^blob:/.test(url));
}

/** Returns the error of the element. */
const failure = (page) =>
  page.evaluate(() => window.widget.start().then(String, ({ code, message }) => ({ code, message })));

for (const [name, attributes, given] of [
  ['a script of the same origin', 'session-id="x" src="/apps/evil.js"', 'src="/apps/evil.js"'],
  [
    'a script of another origin',
    'session-id="x" src="//evil.example/evil.js"',
    'src="//evil.example/evil.js"',
  ],
  ['a data: script', 'session-id="x" src="data:text/javascript,evil=1"', 'src="data:text/javascript,evil=1"'],
  ['a script with a password', 'session-id="x" src="https://me:secret@evil.example/"', 'src="evil.example/"'],
  ...[
    'https:\\\\\\\\me:secret@',
    'https:/me:secret@',
    'https:me:secret@',
    'https://me:sec@secret@',
    '//me:secret@',
  ].map((user) => [
    `a script with a password: ${user}`,
    `session-id="x" src="${user}evil.example/x"`,
    'src="evil.example/x"',
  ]),
  ['an endpoint with a password', 'endpoint="https:me:secret\n@evil.example/"', 'endpoint="evil.example/"'],
  [
    "a script beside the service's",
    'session-id="x" src="https://remote.biometric.kz/widget/evil.js"',
    'src="https://remote.biometric.kz/widget/evil.js"',
  ],
  [
    'an endpoint of another origin',
    'endpoint="https://evil.example/evil/"',
    'endpoint="https://evil.example/evil/"',
  ],
  ['an endpoint without a scheme', 'endpoint="//evil.example/evil/"', 'endpoint="//evil.example/evil/"'],
  ['an endpoint with backslashes', 'endpoint="/\\evil.example/evil/"', 'endpoint="/\\evil.example/evil/"'],
  ['a data: endpoint', 'endpoint="data:application/json,{}"', 'endpoint="data:application/json,{}"'],
  ['a javascript: endpoint', 'endpoint="javascript:window.evil=1"', 'endpoint="javascript:window.evil=1"'],
  ['a blob: endpoint', 'endpoint="blob:ORIGIN/evil"', 'endpoint="blob:ORIGIN/evil"'],
  ['an endpoint whose user is the page', 'endpoint="ORIGIN@evil.example/evil/"', '@evil.example'],
]) {
  test(`refuses ${name} in markup, and says how to allow it`, async ({ page, openApp, server }) => {
    await openApp('element');
    const attacked = await watchAttacker(page);
    const here = (text) => text.replaceAll('ORIGIN', new URL(server.url).origin);
    await put(page, `<flow-widget ${here(attributes)}></flow-widget>`);
    await expect(widget(page)).toHaveAttribute('state', 'failed');
    const { code, message } = await failure(page);
    expect(code).toBe('invalid-config');
    if (!given.startsWith('@')) expect(message).toContain(here(given));
    expect(message).toContain('allow({');
    expect(message).not.toContain('secret');
    expect(attacked()).toEqual([]);
    expect(await page.evaluate('window.evil')).toBeUndefined();
  });
}

test('an injected <base> leads no relative endpoint to another origin', async ({ page, openApp }) => {
  await openApp('element');
  const attacked = await watchAttacker(page);
  await put(page, '<base href="https://evil.example/evil/"><flow-widget endpoint="api/flow"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'failed');
  // Nor does an element that hides `document.baseURI`.
  await put(page, '<img name="baseURI"><flow-widget endpoint="//evil.example/evil/"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'failed');
  expect(attacked()).toEqual([]);
});

for (const [name, prepare] of [
  ['`allow` with a path', "window.element.allow({ src: ['/evil.js'], endpoint: ['/evil/flow'] })"],
  ['`allow` with a file', "window.element.allow({ src: ['evil.js'], endpoint: ['evil/flow'] })"],
  [
    'properties',
    "Object.assign(document.createElement('flow-widget'), { src: '/evil.js', endpoint: '/evil/flow' })",
  ],
  ['a property with its scheme', "document.createElement('flow-widget').endpoint = 'https:/evil/flow'"],
]) {
  for (const attributes of [
    'endpoint="/evil/flow"',
    'endpoint="evil/flow"',
    'session-id="x" src="/evil.js"',
    'session-id="x" src="evil.js"',
  ]) {
    test(`a foreign <base> that was parsed first leads nothing to another origin: ${name}, ${attributes}`, async ({
      page,
      openApp,
    }) => {
      await openApp('element');
      const attacked = await watchAttacker(page);
      await page.evaluate((code) => {
        document.body.innerHTML = '<base href="https://evil.example/">';
        new Function(code)();
      }, prepare);
      await page.evaluate((html) => {
        document.body.insertAdjacentHTML('beforeend', html);
        window.widget = document.querySelector('flow-widget');
      }, `<flow-widget ${attributes}></flow-widget>`);
      await expect(widget(page)).toHaveAttribute('state', 'failed');
      // Not only stopped by the page's Content-Security-Policy.
      expect((await failure(page)).code).toBe('invalid-config');
      expect(attacked()).toEqual([]);
      expect(await page.evaluate('window.evil')).toBeUndefined();
    });
  }
}

test('a property that a foreign <base> leads to another origin fails', async ({ page, openApp }) => {
  await openApp('element');
  const attacked = await watchAttacker(page);
  await put(page, '<base href="https://evil.example/"><flow-widget></flow-widget>');
  for (const properties of [{ endpoint: '/evil/flow' }, { sessionId: 'x', src: 'evil.js' }]) {
    const error = await page.evaluate((values) => {
      Object.assign(window.widget, values);
      return window.widget.start().then(String, ({ code }) => code);
    }, properties);
    expect(error).toBe('invalid-config');
  }
  expect(attacked()).toEqual([]);
});

test('a <base> of the own origin counts, and beside a foreign one absolute URLs do', async ({
  page,
  openApp,
  server,
  created,
}) => {
  await openApp('element', { fake: true });
  await page.evaluate(() => {
    document.body.innerHTML = '<base href="/api/">';
    window.element.allow({ endpoint: ['flow'] });
    document.body.innerHTML = '<base href="/api/"><flow-widget endpoint="flow"></flow-widget>';
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await put(page, '<base href="https://evil.example/"><flow-widget></flow-widget>');
  await page.evaluate(
    (endpoint) => {
      window.widget.endpoint = endpoint;
    },
    `${new URL(server.url).origin}/api/flow`,
  );
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(created.map((url) => new URL(url).pathname)).toEqual(['/api/flow', '/api/flow']);
});

for (const [name, value] of [
  ['letters', 'a'],
  ['line breaks', '&#10;'],
  ['user names', 'a:b@'],
]) {
  test(`refuses an attribute of 300,000 ${name} at once, with a short message`, async ({ page, openApp }) => {
    await openApp('element');
    await put(
      page,
      `<flow-widget session-id="x" src="//evil.example/${value.repeat(300_000)}"></flow-widget>`,
    );
    await expect(widget(page)).toHaveAttribute('state', 'failed');
    const { code, message } = await failure(page);
    expect(code).toBe('invalid-config');
    expect(message.length).toBeLessThan(200);
  });
}

for (const [name, inject] of [
  ['<base> before it', (html, base) => `<base href="${base}">${html}`],
  ['<base> after it', (html, base) => `${html}<base href="${base}">`],
  ['xml:base', (html, base) => html.replace(' ', ` xml:base="${base}" `)],
]) {
  for (const [src, endpoint] of [
    ['/evil.js', '/evil/flow'],
    ['evil.js', 'evil/flow'],
    ['x/../evil.js', '../evil/flow'],
  ]) {
    test(`URLs that a script has set are trusted where they led then: ${src}, ${name}`, async ({
      page,
      openApp,
    }) => {
      await openApp('element');
      const attacked = await watchAttacker(page);
      // What a script sets once, and other markup repeats.
      await page.evaluate((values) => Object.assign(document.createElement('flow-widget'), values), {
        src,
        endpoint,
        manual: true,
      });
      await put(
        page,
        inject(`<flow-widget src="${src}" endpoint="${endpoint}"></flow-widget>`, 'https://evil.example/'),
      );
      await page.evaluate('void window.widget.start()');
      await expect(widget(page)).toHaveAttribute('state', /failed|active/);
      expect(attacked().filter((url) => new URL(url).host === 'evil.example')).toEqual([]);
    });
  }
}

test('a <base> that is injected while the loader starts does not change the script', async ({
  page,
  openApp,
}) => {
  await openApp('element');
  const attacked = await watchAttacker(page);
  await page.evaluate(async () => {
    window.element.allow({ src: ['/apps/evil.js'] });
    const loading = new Promise((resolve) => {
      document.addEventListener(
        'flow-statechange',
        ({ detail }) => detail.state === 'loading' && resolve(),
        true,
      );
    });
    document.body.innerHTML = '<flow-widget session-id="x" src="/apps/evil.js"></flow-widget>';
    await loading;
    document.head.insertAdjacentHTML('afterbegin', '<base href="https://evil.example/">');
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(attacked().map((url) => new URL(url).pathname)).toEqual(['/apps/evil.js']);
  expect(attacked().filter((url) => new URL(url).host === 'evil.example')).toEqual([]);
});

test('relative URLs that a script has set keep their meaning after the page has navigated', async ({
  page,
  openApp,
  created,
}) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget manual></flow-widget>');
  await page.evaluate(() => {
    Object.assign(window.widget, { endpoint: '../../api/flow', src: 'evil.js' });
    history.pushState(null, '', '/elsewhere/much/deeper/page');
    void window.widget.start();
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  // The same for an app that sets them again.
  expect(await page.evaluate('[window.widget.src, window.widget.endpoint]')).toEqual([
    expect.stringMatching(/^http.*\/apps\/element\/evil\.js$/),
    expect.stringMatching(/^http:\/\/[^/]+\/api\/flow$/),
  ]);
  expect(created.map((url) => new URL(url).pathname)).toEqual(['/api/flow']);
});

test('setting a property to what the markup has does not begin another session', async ({
  page,
  openApp,
  created,
}) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget endpoint="/api/flow" src=""></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  // As frameworks do when they hydrate markup from a server.
  await page.evaluate(() => {
    window.widget.endpoint = '/api/flow';
    window.widget.endpoint = new URL('/api/flow', location).href;
  });
  await page.evaluate("window.finish('done')");
  await expect(widget(page)).toHaveAttribute('state', /waiting|finished/);
  expect(created.length).toBe(1);
  expect((await notified(page)).filter(([name]) => name === 'cancel')).toEqual([]);
});

test('the properties of boolean attributes write an empty attribute', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget manual="false"></flow-widget>');
  expect(
    await page.evaluate(() => {
      const html = [];
      for (const value of [true, false, 'true', 'false', undefined]) {
        Object.assign(window.widget, { manual: value, resume: value });
        html.push(window.widget.outerHTML);
      }
      return html;
    }),
  ).toEqual([
    '<flow-widget manual="" resume=""></flow-widget>',
    '<flow-widget></flow-widget>',
    '<flow-widget manual="" resume=""></flow-widget>',
    '<flow-widget></flow-widget>',
    '<flow-widget></flow-widget>',
  ]);
});

test("allows the service's own scripts, and endpoints of the page's origin", async ({
  page,
  openApp,
  server,
}) => {
  await openApp('element', { fake: true });
  for (const attributes of [
    'session-id="a" src="https://remote.biometric.kz/widget/flow-widget.umd.js"',
    'session-id="b" src="https://remote.biometric.kz/widget/flow-widget.js"',
    `endpoint="${new URL(server.url).origin}/api/flow"`,
    'endpoint="../../api/flow"',
    'endpoint="/api/flow" src=""',
  ]) {
    await put(page, `<flow-widget ${attributes}></flow-widget>`);
    await expect(widget(page), attributes).toHaveAttribute('state', 'active');
  }
});

test('values that a script has set as properties count, in copies too', async ({ page, openApp }) => {
  await openApp('element', { query: '?undefined', fake: true });
  await page.route('**/other/**', (route) => route.fulfill({ json: { session_id: 'other' } }));
  await put(page, '<flow-widget></flow-widget>');
  // Set before the element is defined.
  await page.evaluate(() => {
    Object.assign(window.widget, { src: 'evil.js', sessionId: 'one' });
    return window.define();
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  // A path that is relative to another page by now.
  await page.evaluate(() => {
    history.pushState(null, '', '/elsewhere/page');
    window.widget.sessionId = 'two';
  });
  await expect.poll(() => calls(page)).toEqual(['one', 'two']);
  await page.evaluate(() => {
    const copy = window.widget.cloneNode(true);
    window.widget.replaceWith(copy);
    window.widget = copy;
  });
  await expect.poll(() => calls(page)).toEqual(['one', 'two', 'two']);
  await expect(widget(page)).toHaveAttribute('state', 'active');
});

test('allow() lists further values, which are resolved at the call', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await page.evaluate(() => window.element.allow({ src: ['x.js', 'https://cdn.example/y.js'] }));
  for (const src of ['x.js', '/apps/element/x.js', 'https://cdn.example/y.js']) {
    await put(page, `<flow-widget session-id="a" src="${src}"></flow-widget>`);
    await expect(widget(page), src).toHaveAttribute('state', 'active');
  }
  await put(page, '<base href="https://evil.example/"><flow-widget session-id="a" src="x.js"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'failed');
  await put(page, '<flow-widget endpoint="/api/flow"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
});

test('allow() can restrict endpoints and session ids to those of the page', async ({
  page,
  openApp,
  created,
}) => {
  await openApp('element', { fake: true });
  await page.evaluate(() => window.element.allow({ endpoint: ['/api/flow'], 'session-id': [] }));
  for (const attributes of ['endpoint="/logout"', 'session-id="attacker"']) {
    await put(page, `<flow-widget ${attributes}></flow-widget>`);
    await expect(widget(page), attributes).toHaveAttribute('state', 'failed');
  }
  expect(await calls(page)).toEqual([]);
  await put(page, '<flow-widget endpoint="/api/flow"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(created.length).toBe(1);
  await put(page, '<flow-widget></flow-widget>');
  await page.evaluate("window.widget.sessionId = 'mine'");
  await expect.poll(async () => (await calls(page)).at(-1)).toBe('mine');
});

test('a polluted Object.prototype chooses nothing', async ({ page, openApp, created }) => {
  await openApp('element');
  const attacked = await pollute(page);
  await page.evaluate(() => {
    document.body.innerHTML = '<flow-widget></flow-widget><flow-widget endpoint="/api/flow"></flow-widget>';
    for (const element of document.querySelectorAll('flow-widget')) element.config = {};
  });
  await expect(page.locator('flow-widget[endpoint]')).toHaveAttribute('state', 'active');
  expect(await page.evaluate("document.querySelector('flow-widget').state")).toBe('idle');
  await page.evaluate(() => {
    document.querySelector('[endpoint]').remove();
    document.querySelector('flow-widget').sessionId = 'mine';
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect((await calls(page)).at(-1)).toBe('mine');
  expect(created.length).toBe(1);
  expect(attacked()).toEqual([]);
});

for (const text of ['false', 'null', 'undefined']) {
  test(`attributes with the text "${text}" count as absent`, async ({ page, openApp, created }) => {
    await openApp('element', { fake: true });
    const all = ['manual', 'resume', 'session-id', 'src', 'locale']
      .map((name) => `${name}="${text}"`)
      .join(' ');
    await put(page, `<flow-widget ${all} endpoint="${text}"></flow-widget><flow-widget></flow-widget>`);
    expect(
      await page.evaluate(() => {
        const { manual, resume, sessionId, src, locale, endpoint } = window.widget;
        return [manual, resume, sessionId, src, locale, endpoint];
      }),
    ).toEqual([false, false, null, null, null, null]);
    // Another element begins after it, but this one does not.
    await page.evaluate("document.querySelectorAll('flow-widget')[1].sessionId = 'other'");
    await expect.poll(() => calls(page)).toEqual(['other']);
    expect(await page.evaluate('window.widget.state')).toBe('idle');
    await put(page, `<flow-widget ${all} endpoint="/api/flow"></flow-widget>`);
    await expect(widget(page)).toHaveAttribute('state', 'active');
    expect(created.length).toBe(1);
  });
}

test('empty attributes are no source, and `manual` is a boolean attribute', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="" endpoint="" src=""></flow-widget><p></p>');
  await page.evaluate(
    "document.querySelector('p').outerHTML = '<flow-widget session-id=two manual></flow-widget>'",
  );
  await page.evaluate(
    "document.body.append(Object.assign(document.createElement('flow-widget'), { sessionId: 'x' }))",
  );
  await expect.poll(() => calls(page)).toEqual(['x']);
  expect(await notified(page)).not.toContainEqual(['error', 'invalid-config']);
  // A framework sets the text of a template as the property.
  expect(
    await page.evaluate(() => {
      const values = [];
      for (const value of ['false', 'true', true, false, '', null]) {
        window.widget.manual = value;
        values.push(window.widget.manual);
      }
      return values;
    }),
  ).toEqual([false, true, true, false, false, false]);
});

for (const [name, change] of [
  ['removing the attribute', "window.widget.removeAttribute('manual')"],
  ['the attribute with the text "false"', "window.widget.setAttribute('manual', 'false')"],
  ['the attribute with the text "False"', "window.widget.setAttribute('manual', 'False')"],
  ['the attribute with the text "None"', "window.widget.setAttribute('manual', 'None')"],
  ['the property', 'window.widget.manual = false'],
]) {
  test(`starts when \`manual\` ends: ${name}`, async ({ page, openApp }) => {
    await openApp('element', { fake: true });
    await put(page, '<flow-widget session-id="one" manual="true"></flow-widget>');
    expect(await page.evaluate('window.widget.state')).toBe('idle');
    await page.evaluate(change);
    await expect(widget(page)).toHaveAttribute('state', 'active');
    // And only once.
    await page.evaluate("window.widget.manual = true; window.widget.manual = false; window.finish('done')");
    await expect(widget(page)).toHaveAttribute('state', 'finished');
    await page.evaluate('window.widget.manual = true; window.widget.manual = false');
    expect(await calls(page)).toEqual(['one']);
  });
}

test('an attribute with the text "None" counts as absent', async ({ page, openApp, created }) => {
  await openApp('element', { fake: true });
  await put(page, '<flow-widget session-id="None" endpoint="/api/flow" src="NULL"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(created.length).toBe(1);
});
