// Copies of a page's DOM that come back: `innerHTML` that was saved, clones, the snapshots of Turbo and htmx, the
// back/forward cache, and prerendered pages.
import { calls, expect, notified, put, states, test, widget } from './fixtures.mjs';

/** Waits for a running element and saves the body; `window.restore()` puts it back. */
async function run(page, attributes) {
  await put(page, `<flow-widget ${attributes}></flow-widget>`);
  await page.evaluate('void (window.widget.manual && window.widget.start())');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await page.evaluate(() => {
    window.save = () => {
      window.saved = document.body.innerHTML;
    };
    window.restore = () => {
      document.body.innerHTML = window.saved;
      window.widget = document.querySelector('flow-widget');
    };
    window.save();
  });
}

const drawn = (page) => page.locator('.drawn');

/** Empties the page, and waits until the element has noticed it. */
async function leave(page) {
  await page.evaluate('window.old = window.widget; document.body.innerHTML = ""');
  await expect.poll(() => page.evaluate('window.old.state')).not.toBe('active');
}

for (const [when, isLate] of [
  ['at once', false],
  ['later', true],
]) {
  test(`a running element that is put back ${when} as HTML runs one session and shows one widget`, async ({
    page,
    openApp,
    created,
  }) => {
    await openApp('element', { fake: true });
    await run(page, 'endpoint="/api/flow"');
    if (isLate) await leave(page);
    await page.evaluate('window.restore()');
    await expect.poll(async () => (await calls(page)).length).toBe(2);
    await expect(widget(page)).toHaveAttribute('state', 'active');
    await expect(drawn(page)).toHaveCount(1);
    expect(created.length).toBe(2);
    expect(await notified(page)).not.toContainEqual(['error', 'session-active']);
    await page.evaluate('window.old = window.widget; window.finish()');
    await expect(widget(page)).not.toHaveAttribute('state', 'active');
  });
}

test('with `manual`, an element that is put back waits, is empty, and says that it is idle', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  await run(page, 'session-id="one" manual');
  await leave(page);
  await page.evaluate('window.restore()');
  await expect(widget(page)).toHaveAttribute('state', 'idle');
  await expect(drawn(page)).toHaveCount(0);
  expect(await page.evaluate('window.widget.state')).toBe('idle');
  await page.evaluate('void window.widget.start()');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  await expect(drawn(page)).toHaveCount(1);
  expect(await calls(page)).toEqual(['one', 'one']);
});

test('an element that is put back after it has finished starts no second session by itself', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  await run(page, 'session-id="one"');
  await page.evaluate('window.finish()');
  await expect(widget(page)).toHaveAttribute('state', 'finished');
  await page.evaluate('window.save(); document.body.innerHTML = ""');
  // Twice, since the restored page may be saved again.
  for (let i = 0; i < 2; i++) {
    await page.evaluate('window.restore(); window.save()');
    expect(await page.evaluate('window.widget.state')).toBe('finished');
    await expect(widget(page)).toHaveAttribute('state', 'finished');
    await expect(drawn(page)).toHaveCount(0);
  }
  // Other elements that begin after it show that it has had the time to begin.
  await page.evaluate("window.widget.sessionId = 'two'");
  await expect.poll(() => calls(page)).toEqual(['one', 'two']);
  await page.evaluate('window.finish()');
  await expect(widget(page)).toHaveAttribute('state', 'finished');
  await page.evaluate('void window.widget.start()');
  await expect.poll(() => calls(page)).toEqual(['one', 'two', 'two']);
  await expect(drawn(page)).toHaveCount(1);
});

test('a clone of a running element is refused, and leaves the running one alone', async ({
  page,
  openApp,
}) => {
  await openApp('element', { fake: true });
  await run(page, 'session-id="one"');
  await page.evaluate('document.body.append(window.widget.cloneNode(true))');
  await expect(widget(page).nth(1)).toHaveAttribute('state', 'failed');
  expect(await notified(page)).toContainEqual(['error', 'session-active']);
  await expect(widget(page).nth(0)).toHaveAttribute('state', 'active');
  await expect(drawn(page)).toHaveCount(1);
  // The refused clone does not keep a copy of the running one from replacing it.
  await page.evaluate('window.restore()');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(await calls(page)).toEqual(['one', 'one']);
});

test("starts nothing in Turbo's preview of a page, but in the page itself", async ({
  page,
  openApp,
  created,
}) => {
  await openApp('element', { fake: true });
  await page.evaluate("document.documentElement.setAttribute('data-turbo-preview', '')");
  await put(page, '<flow-widget endpoint="/api/flow" state="active"><i class="drawn"></i></flow-widget>');
  await expect(drawn(page)).toHaveCount(0);
  await page.evaluate("document.documentElement.removeAttribute('data-turbo-preview')");
  await put(page, '<flow-widget endpoint="/api/flow"></flow-widget>');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  // A permanent element is moved into the preview, and its session goes on.
  await page.evaluate(() => {
    document.documentElement.setAttribute('data-turbo-preview', '');
    const body = document.createElement('body');
    body.append(window.widget);
    document.documentElement.replaceChild(body, document.body);
    window.widget.setAttribute('manual', 'false');
  });
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect(created.length).toBe(1);
});

test('the session goes on when the page comes from the back/forward cache', async ({ page, openApp }) => {
  await openApp('element', { fake: true });
  await run(page, 'session-id="one"');
  await page.evaluate(() => {
    for (const type of ['pagehide', 'pageshow'])
      window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    window.widget.setAttribute('locale', 'ru');
  });
  await page.evaluate("window.finish('done')");
  await expect(widget(page)).toHaveAttribute('state', 'finished');
  expect(await calls(page)).toEqual(['one']);
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'finished']);
});

test('a prerendered page starts its session when the user opens it', async ({ page, openApp, created }) => {
  await page.addInitScript(() => {
    let isHidden = true;
    Object.defineProperty(Document.prototype, 'prerendering', { get: () => isHidden });
    window.open = () => {
      isHidden = false;
      document.dispatchEvent(new Event('prerenderingchange'));
    };
  });
  await openApp('element', { fake: true });
  await put(
    page,
    '<flow-widget session-id="removed"></flow-widget><flow-widget endpoint="/api/flow"></flow-widget>',
  );
  await page.evaluate(async () => {
    window.widget.remove();
    window.widget.cancel();
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(created).toEqual([]);
  expect(await calls(page)).toEqual([]);
  await page.evaluate('window.open()');
  await expect(widget(page)).toHaveAttribute('state', 'active');
  expect((await calls(page)).length).toBe(1);
  expect(created.length).toBe(1);
});

for (const library of ['turbo', 'htmx']) {
  test(`${library}: going back to a page with a running element runs one session`, async ({
    page,
    openApp,
    problems,
  }) => {
    const html = (body) =>
      `<!doctype html><html lang="en"><head><title>x</title></head><body hx-boost="true">${body}</body></html>`;
    await page.route('**/other', (route) =>
      route.fulfill({ contentType: 'text/html', body: html('<h1>other</h1>') }),
    );
    await openApp(library, { fake: true });
    await expect(widget(page)).toHaveAttribute('state', 'active');
    await page.getByRole('link', { name: 'other' }).click();
    await expect(page.getByRole('heading', { name: 'other' })).toBeVisible();
    // The first session has ended: its slot is free.
    await expect.poll(() => states(page)).toContain('cancelled');
    await page.goBack();
    await expect.poll(async () => (await calls(page)).length).toBe(2);
    await expect(widget(page)).toHaveAttribute('state', 'active');
    await expect(drawn(page)).toHaveCount(1);
    await page.evaluate("window.finish('done')");
    await expect(widget(page)).toHaveAttribute('state', 'finished');
    await page.getByRole('link', { name: 'other' }).click();
    await expect(page.getByRole('heading', { name: 'other' })).toBeVisible();
    await page.goBack();
    await expect(widget(page)).toHaveAttribute('state', 'finished');
    expect((await calls(page)).length).toBe(2);
    expect(problems).toEqual([]);
  });
}
