import { createRequire } from 'node:module';
import { createSession, expect, test, User } from './fixtures.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');

/** A page taller than the viewport, with a button that opens a session without a container. */
const PAGE = `<style>body { margin: 0 } main { height: 4000px; width: 100% }</style>
<main><h1>Shop</h1><button id="open">Verify</button></main>`;

const NAMES = {
  en: { title: 'Identity verification', close: 'Close', loading: 'Loading…' },
  ru: { title: 'Подтверждение личности', close: 'Закрыть', loading: 'Загрузка…' },
  kz: { title: 'Жеке басты растау', close: 'Жабу', loading: 'Жүктелуде…' },
};

/** Makes the button open a session; `window.sessions` has each session and its outcome. */
async function prepare(page, config) {
  await page.evaluate(async (config) => {
    const { openSession } = await import('/dist/index.js');
    window.sessions = [];
    window.begin = (more) => {
      const session = openSession({ locale: 'en', src: '/widget/flow-widget.umd.js', ...config, ...more });
      const entry = { session };
      entry.ended = session.finished.then(
        (detail) => ({ detail }),
        (error) => ({ name: error?.name, code: error?.code, message: String(error?.message ?? error) }),
      );
      window.sessions.push(entry);
      return session;
    };
    document.querySelector('#open').onclick = () => window.begin();
  }, config);
}

const outcome = (page, index = 0) => page.evaluate((index) => window.sessions[index].ended, index);

/** Returns everything in the page that a dialog could change. */
const traces = (page) =>
  page.evaluate(() => ({
    html: document.documentElement.outerHTML.replace(/<script[^>]*>(<\/script>)?/g, ''),
    sheets: document.adoptedStyleSheets.length,
    scroll: [scrollX, scrollY],
    width: document.querySelector('main').getBoundingClientRect().width,
    overflow: [document.documentElement, document.body].map((element) => getComputedStyle(element).overflow),
    focus: document.activeElement.id,
  }));

const hang = '/widget/flow-widget.js?fault=script-hang';

test('completes in a modal dialog, and leaves nothing in the page', async ({
  page,
  server,
  openPage,
  problems,
}) => {
  const { session_id } = await createSession(server, 'everyone');
  await openPage(PAGE);
  await prepare(page, { id: session_id });
  await page.evaluate('scrollTo(0, 30); document.querySelector("#open").focus()');
  const before = await traces(page);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: NAMES.en.title });
  const user = new User(page, 'en');
  await user.sees('intro');
  await expect(dialog.getByRole('status').filter({ hasText: NAMES.en.loading })).toHaveCount(0);
  expect(await dialog.evaluate((element) => element.querySelector('[aria-busy]'))).toBe(null);
  const during = await traces(page);
  expect(during.overflow).toContain('hidden');
  expect([during.scroll, during.width]).toEqual([before.scroll, before.width]);
  await user.complete();
  expect((await outcome(page)).detail.session_id).toBe(session_id);
  await expect(dialog).toHaveCount(0);
  expect(await traces(page)).toEqual(before);
  expect(problems).toEqual([]);
});

for (const [name, close] of [
  ['Escape', (page) => page.keyboard.press('Escape')],
  ['the close button', (page) => page.getByRole('button', { name: 'Close', exact: true }).click()],
  ['`cancel`', (page) => page.evaluate('window.sessions[0].session.cancel()')],
  ['`dialog.close()`', (page) => page.evaluate('document.querySelector("dialog").close()')],
  ['`dialog.remove()`', (page) => page.evaluate('document.querySelector("dialog").remove()')],
  [
    'emptying the body',
    (page) => page.evaluate('document.querySelector("dialog").parentNode.replaceChildren()'),
  ],
  [
    'moving the dialog',
    (page) => page.evaluate('document.querySelector("main").append(document.querySelector("dialog"))'),
  ],
]) {
  test(`${name} cancels the session`, async ({ page, openPage, problems }) => {
    await openPage(PAGE);
    await prepare(page, { id: 'a', src: hang });
    await page.locator('#open').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await close(page);
    const message = name === '`cancel`' ? expect.any(String) : 'The user closed the dialog.';
    expect(await outcome(page)).toMatchObject({ name: 'AbortError', message });
    await expect(page.locator('dialog, link')).toHaveCount(0);
    expect(
      await page.evaluate('[window.sessions[0].session.state, document.adoptedStyleSheets.length]'),
    ).toEqual(['cancelled', 0]);
    if (name !== 'emptying the body') expect(await page.evaluate('document.activeElement.id')).toBe('open');
    expect(problems).toEqual([]);
  });
}

test('closing a file chooser in the widget does not cancel the session', async ({ page, openPage }) => {
  await openPage(PAGE);
  await prepare(page, { id: 'a', src: hang });
  await page.locator('#open').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.evaluate(() => {
    const input = document.createElement('input');
    document.querySelector('dialog > div > div').append(input);
    input.dispatchEvent(new Event('cancel', { bubbles: true }));
  });
  expect(await page.evaluate('window.sessions[0].session.state')).not.toBe('cancelled');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('opens before the core is loaded, shows a loading status, and traps the focus', async ({
  page,
  openPage,
}) => {
  // These properties are missing before Firefox 119.
  await page.addInitScript(() => {
    for (const name of ['ariaLabel', 'ariaHidden', 'ariaBusy', 'role']) delete Element.prototype[name];
  });
  await openPage(PAGE);
  let release;
  await page.route('**/core-inline.js', async (route) => {
    await new Promise((resolve) => {
      release = resolve;
    });
    await route.continue();
  });
  await prepare(page, { id: 'a', src: hang });
  await page.locator('#open').click();
  const dialog = page.getByRole('dialog', { name: NAMES.en.title });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('status')).toHaveText(NAMES.en.loading);
  await expect(dialog.locator('[aria-busy=true]')).toHaveCount(1);
  await expect(dialog).toBeFocused();
  for (let count = 0; count < 4; count++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).not.toBe('open');
  }
  await page.keyboard.press('Escape');
  expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
  release();
});

for (const [name, block, state] of [
  ['stops', 'event.stopImmediatePropagation()', 'cancelled'],
  ['prevents', 'event.preventDefault(); event.stopImmediatePropagation()', 'preparing'],
]) {
  test(`the user can close the dialog in a page that ${name} Escape in an earlier handler on the window`, async ({
    page,
    openPage,
  }) => {
    await openPage(PAGE);
    await page.evaluate((block) => {
      const handle = new Function('event', `if (event.key === 'Escape') { ${block} }`);
      addEventListener('keydown', handle, true);
    }, block);
    await page.route('**/core-inline.js', () => {});
    await prepare(page, { id: 'a', src: hang });
    await page.locator('#open').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('window.sessions[0].session.state')).toBe(state);
    if (state === 'preparing') await page.getByRole('button', { name: NAMES.en.close, exact: true }).click();
    expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
  });
}

test('opening, cancelling and opening at once shows one dialog, and sessions can follow each other', async ({
  page,
  openPage,
}) => {
  await openPage(PAGE);
  await prepare(page, { id: 'a', src: hang });
  await page.evaluate(() => {
    window.begin().cancel();
    window.begin();
  });
  await expect(page.locator('dialog')).toHaveCount(1);
  expect(await outcome(page, 0)).toMatchObject({ name: 'AbortError' });
  await page.evaluate('window.sessions[1].session.cancel()');
  await expect(page.locator('dialog')).toHaveCount(0);
  for (let count = 2; count < 5; count++) {
    await page.locator('#open').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog')).toHaveCount(0);
    expect(await outcome(page, count)).toMatchObject({ name: 'AbortError' });
  }
});

test('a rejected second session shows no dialog, and a replacing session shows its own', async ({
  page,
  openPage,
}) => {
  await openPage(PAGE);
  await prepare(page, { id: 'a', src: hang });
  await page.locator('#open').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  const shown = page.evaluate(async () => {
    let shown = 0;
    const show = HTMLDialogElement.prototype.showModal;
    HTMLDialogElement.prototype.showModal = function () {
      shown += 1;
      show.call(this);
    };
    window.begin();
    await window.sessions[1].ended;
    return shown;
  });
  expect(await shown).toBe(0);
  expect(await outcome(page, 1)).toMatchObject({ code: 'session-active' });
  await expect(page.locator('dialog')).toHaveCount(1);
  await page.evaluate("window.begin({ conflict: 'replace' })");
  expect(await outcome(page, 0)).toMatchObject({ name: 'AbortError' });
  await expect(page.locator('dialog:modal')).toHaveCount(1);
});

test('rejects and leaves no dialog when the config is invalid or the dialog chunk fails to load', async ({
  page,
  openPage,
}) => {
  await openPage(PAGE);
  await prepare(page, { id: 'a', conflict: 'both', src: hang });
  await page.locator('#open').click();
  expect(await outcome(page)).toMatchObject({ code: 'invalid-config' });
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.reload();
  await page.route('**/dialog.js', (route) => route.abort());
  await prepare(page, { id: 'a', src: hang });
  await page.locator('#open').click();
  expect(await outcome(page)).toMatchObject({ code: 'wasm-load-failed' });
});

test('a config without a session id fails without a dialog', async ({ page, openPage }) => {
  await openPage('<p>page</p>');
  const { code, message, dialogs } = await page.evaluate(async () => {
    const { startSession } = await import('/dist/index.js');
    let dialogs = 0;
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        dialogs += [...addedNodes].filter(({ localName }) => localName === 'dialog').length;
      }
    }).observe(document.body, { childList: true });
    const error = await startSession({ locale: 'en' }).catch((error) => error);
    return { code: error.code, message: error.message, dialogs };
  });
  expect([code, dialogs]).toEqual(['invalid-config', 0]);
  expect(message).toContain('`id` is missing');
});

test('keeps the scroll position, whichever element scrolls', async ({ page, openPage }) => {
  for (const style of [
    'html { overflow-y: scroll }',
    'html, body { height: 100% } body { overflow: auto }',
  ]) {
    await openPage(`<style>${style}</style>${PAGE}`);
    await prepare(page, { id: 'a', src: hang });
    await page.evaluate('scrollTo(0, 700)');
    const before = await traces(page);
    expect(before.scroll[1]).toBe(700);
    await page.evaluate('window.begin()');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.mouse.move(5, 5);
    await page.mouse.wheel(0, 300);
    const { scroll, width } = await traces(page);
    expect([scroll, width]).toEqual([before.scroll, before.width]);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog')).toHaveCount(0);
    expect(await traces(page)).toEqual(before);
  }
});

test('opens under a strict CSP with Trusted Types', async ({ page, server, problems }) => {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types *";
  await page.route('**/strict.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': policy },
      body: '<!doctype html><html lang="kk"><title>strict</title><h1>Strict</h1><script type="module" src="/strict.js"></script>',
    }),
  );
  await page.route('**/strict.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: "import { openSession } from '/dist/index.js'; openSession({ id: new Promise(() => {}) }).finished.catch(() => {});",
    }),
  );
  // This test covers the dialog alone, so the core never loads.
  await page.route('**/core-inline.js', () => {});
  await page.goto(`${server.url}/strict.html`);
  const dialog = page.getByRole('dialog', { name: NAMES.kz.title });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: NAMES.kz.close })).toBeVisible();
  expect(await dialog.evaluate((element) => getComputedStyle(element).overflow)).toBe('hidden');
  expect(await page.locator('style, [style]').count()).toBe(0);
  expect(problems.filter((problem) => /style/.test(problem))).toEqual([]);
});

const SIZES = [
  [390, 844],
  [1280, 800],
];

for (const locale of ['ru', 'en', 'kz']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no axe violations: ${locale}, ${colorScheme}`, async ({ page, server, openPage }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { session_id } = await createSession(server, 'everyone');
      await openPage(`<meta name="color-scheme" content="light dark">${PAGE}`);
      await page.addScriptTag({ path: axe });
      await prepare(page, { locale });
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        for (const [state, more] of [
          ['loading', { id: 'a', src: hang }],
          ['drawn', { id: session_id }],
        ]) {
          // A session can be used once.
          if (state === 'drawn' && width === 390) continue;
          await page.evaluate((more) => window.begin(more), more);
          const dialog = page.getByRole('dialog', { name: NAMES[locale].title });
          await expect(dialog).toHaveAttribute('lang', locale === 'kz' ? 'kk' : locale);
          if (state === 'loading') await expect(dialog.getByRole('status')).toHaveText(NAMES[locale].loading);
          else await new User(page, locale).sees('intro');
          const box = await dialog.boundingBox();
          if (width === 390) expect(box).toEqual({ x: 0, y: 0, width, height });
          else expect(Math.abs(box.x * 2 + box.width - width)).toBeLessThanOrEqual(1);
          const folder = process.env.SCREENSHOTS;
          if (folder)
            await page.screenshot({ path: `${folder}/${locale}-${colorScheme}-${width}-${state}.png` });
          const { violations } = await page.evaluate(() => window.axe.run());
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
          await page.evaluate('window.sessions.at(-1).session.cancel()');
          await expect(dialog).toHaveCount(0);
        }
      }
    });
  }
}

test('uses custom properties for sizes and colours, and is not affected by styles of the page', async ({
  page,
  openPage,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openPage(`<style>
    :root { --flow-widget-dialog-width: 700px; --flow-widget-dialog-height: 500px; --flow-widget-dialog-radius: 3px;
      --flow-widget-dialog-background: rgb(1, 2, 3); --flow-widget-dialog-color: rgb(250, 251, 252) }
    dialog { padding: 90px; margin: 0; max-width: 100px } button { width: 100%; font-size: 60px } div { color: red }
  </style>${PAGE}`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await prepare(page, { id: 'a', src: hang });
  await page.evaluate('window.begin()');
  const dialog = page.locator('dialog');
  await expect(dialog).toBeVisible();
  const style = await dialog.evaluate((element) => {
    const { width, height, borderRadius, backgroundColor, color, padding, animationName } =
      getComputedStyle(element);
    return { width, height, borderRadius, backgroundColor, color, padding, animationName };
  });
  expect(style).toEqual({
    width: '700px',
    height: '500px',
    borderRadius: '3px',
    backgroundColor: 'rgb(1, 2, 3)',
    color: 'rgb(250, 251, 252)',
    padding: '0px',
    animationName: 'none',
  });
  expect((await dialog.getByRole('button', { name: 'Close' }).boundingBox()).width).toBe(44);
});

test.describe('a cancellation, between the change of the state and the abort', () => {
  test.beforeEach(({ page }) => page.goto('/'));

  test('leaves the dialog in the page', async ({ page }) => {
    const found = await page.evaluate(async () => {
      const { openSession } = await import('/dist/index.js');
      const session = openSession({ id: () => new Promise(() => {}), src: '/widget/flow-widget.umd.js' });
      const loading = new Promise((resolve) =>
        session.addEventListener('statechange', resolve, { once: true }),
      );
      await loading;
      const found = [];
      const look = () => found.push([session.signal.aborted, document.querySelectorAll('dialog').length]);
      session.addEventListener('statechange', look);
      session.cancel();
      look();
      await session.finished.catch(() => {});
      return found;
    });
    expect(found).toEqual([
      [false, 1],
      [true, 0],
    ]);
  });

  test('does not let the core start without a dialog', async ({ page }) => {
    const order = await page.evaluate(async () => {
      const { prepare } = await import('/dist/dialog.js');
      const control = new AbortController();
      const session = Object.assign(new EventTarget(), { state: 'cancelled', signal: control.signal });
      const order = [];
      const ready = prepare(session, { id: 's-1' }).then(() => order.push('ready'));
      // A task: all jobs that do not depend on the signal have run before.
      await new Promise((resolve) => setTimeout(resolve));
      order.push('aborted');
      control.abort();
      await ready;
      return order;
    });
    expect(order).toEqual(['aborted', 'ready']);
  });
});
