// The dialog above a modal of the page: it can be used, and what the user does in it does not reach the modal.

import { build } from 'esbuild';
import { expect, test } from './fixtures.mjs';

const MODALS = [
  ...['radix', 'focus-trap', 'native dialog', 'inert', 'aria-hidden'],
  'handlers that prevent what happens outside of the modal',
];

/** The script of the page, bundled once per worker. */
let bundled;
function bundle() {
  bundled ??= build({
    entryPoints: ['tests/browser/e2e/modals/page.js'],
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
  }).then(({ outputFiles: [{ text }] }) => text);
  return bundled;
}

/** A widget with a text field, a button, and more content than fits. */
const WIDGET = `window.FlowWidget = { startSession({ selector }) {
  const container = document.querySelector(selector);
  container.innerHTML = '<input id="typed"><button id="press">Press</button><div style="height: 3000px"></div>';
  window.pressed = 0;
  container.querySelector('#press').onclick = () => { window.pressed += 1; };
  container.addEventListener('keydown', ({ key }) => { (window.keys ??= []).push(key); });
} };`;

/** Opens a page with this modal, and the dialog from a button in the modal. */
async function prepare(page, openPage, modal) {
  await page.route('**/modals.js', async (route) =>
    route.fulfill({ contentType: 'text/javascript', body: await bundle() }),
  );
  await page.route('**/mine.js', (route) => route.fulfill({ contentType: 'text/javascript', body: WIDGET }));
  await openPage(
    '<body><main id="app"><h1>Shop</h1></main><div style="height: 4000px"></div><script src="/modals.js"></script>',
  );
  await page.evaluate(async (modal) => {
    const { openSession } = await import('/dist/index.js');
    window.verify = () => {
      window.session = openSession({ id: 'a', locale: 'en', src: '/mine.js' });
      window.session.finished.catch(() => {});
    };
    window.modals[modal]();
  }, modal);
  await page.locator('#verify').click();
  await expect(page.locator('#typed')).toBeVisible();
}

const dialogOf = (page) => page.getByRole('dialog', { name: 'Identity verification' });
const state = (page) => page.evaluate('window.session.state');
const modalIsOpen = (page) => page.evaluate('window.modal.open');

for (const modal of MODALS) {
  test.describe(`above a modal: ${modal}`, () => {
    test('the user can type, press, move the focus and scroll', async ({ page, openPage, problems }) => {
      await prepare(page, openPage, modal);
      await page.locator('#typed').click();
      await page.keyboard.type('Alma');
      await expect(page.locator('#typed')).toHaveValue('Alma');
      await page.keyboard.press('Tab');
      await expect(page.locator('#press')).toBeFocused();
      await page.keyboard.press('Enter');
      await page.locator('#press').click();
      expect(await page.evaluate('window.pressed')).toBe(2);
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.type('ty');
      await expect(page.locator('#typed')).toHaveValue(/ty/);
      const { x, y } = await page.locator('#press').boundingBox();
      await page.mouse.move(x + 20, y + 100);
      await page.mouse.wheel(0, 300);
      await expect
        .poll(() => page.evaluate('document.querySelector("#typed").parentElement.scrollTop'))
        .toBeGreaterThan(200);
      // Roles leave out what is hidden from assistive technologies.
      await expect(dialogOf(page).getByRole('textbox')).toHaveCount(1);
      expect(await page.evaluate('window.modal.text')).toBe('mine');
      expect([await state(page), await modalIsOpen(page)]).toEqual(['active', true]);
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await expect(dialogOf(page)).toHaveCount(0);
      expect([await state(page), await modalIsOpen(page)]).toEqual(['cancelled', true]);
      await expect(page.locator('#verify')).toBeFocused();
      expect(problems).toEqual([]);
    });

    for (const [where, focus] of [
      ['the widget', (page) => page.locator('#typed').click()],
      ['the dialog', () => {}],
      [
        'nothing',
        async (page) => {
          await page.mouse.click(5, 5);
          await page.evaluate('document.activeElement.blur()');
        },
      ],
    ]) {
      test(`Escape closes one after the other, with the focus on ${where}`, async ({ page, openPage }) => {
        await prepare(page, openPage, modal);
        await focus(page);
        await page.keyboard.press('Escape');
        await expect(dialogOf(page)).toHaveCount(0);
        expect([await state(page), await modalIsOpen(page)]).toEqual(['cancelled', true]);
        if (where === 'the widget') expect(await page.evaluate('window.keys')).toEqual(['Escape']);
        await expect(page.locator('#verify')).toBeFocused();
        await page.keyboard.press('Escape');
        await expect.poll(() => modalIsOpen(page)).toBe(false);
      });
    }
  });
}

test('a widget that handles Escape stays open, and so does the modal', async ({ page, openPage }) => {
  await prepare(page, openPage, 'radix');
  await page.evaluate(() => {
    document.querySelector('#typed').onkeydown = (event) => {
      if (event.key === 'Escape' && event.code === 'Escape' && event.keyCode === 27) event.preventDefault();
      window.prevented = event.defaultPrevented;
    };
  });
  await page.locator('#typed').click();
  await page.keyboard.press('Escape');
  expect(await page.evaluate('window.prevented')).toBe(true);
  expect([await state(page), await modalIsOpen(page)]).toEqual(['active', true]);
  await expect(dialogOf(page)).toBeVisible();
});

test("Escape in a dialog that the page opens above the widget's closes only that", async ({
  page,
  openPage,
}) => {
  await prepare(page, openPage, 'native dialog');
  await page.evaluate(() => {
    const dialog = document.createElement('dialog');
    dialog.id = 'above';
    dialog.append(document.createElement('input'));
    document.body.append(dialog);
    dialog.addEventListener('keydown', ({ key }) => {
      window.key = key;
    });
    dialog.showModal();
  });
  await page.keyboard.press('Escape');
  await expect(page.locator('#above')).toBeHidden();
  expect([await page.evaluate('window.key'), await state(page), await modalIsOpen(page)]).toEqual([
    'Escape',
    'active',
    true,
  ]);
});

for (const [where, attribute] of [
  ['dialog', 'inert'],
  ['dialog', 'aria-hidden'],
  ['body', 'inert'],
  ['html', 'inert'],
]) {
  test(`\`${attribute}\` that is set on ${where} later does not make the dialog unusable`, async ({
    page,
    openPage,
  }) => {
    await prepare(page, openPage, 'inert');
    await page.locator('#typed').click();
    await page.evaluate(
      ([where, attribute]) => document.querySelector(where).setAttribute(attribute, 'true'),
      [where, attribute],
    );
    await page.keyboard.type('Alma');
    // A modal dialog is not inert because an ancestor is; Playwright's `click` and roles do not take that into account.
    const { x, y } = await page.locator('#press').boundingBox();
    await page.mouse.click(x + 5, y + 5);
    await expect(page.locator('#typed')).toHaveValue('Alma');
    expect(await page.evaluate('window.pressed')).toBe(1);
    if (where === 'dialog') await expect(dialogOf(page).getByRole('textbox')).toHaveCount(1);
  });
}

test('a page that sets `inert` each time it is removed does not hang', async ({ page, openPage }) => {
  await prepare(page, openPage, 'radix');
  await page.evaluate(() => {
    const dialog = document.querySelector('dialog');
    const hide = () => {
      if (!dialog.inert) dialog.inert = true;
    };
    new MutationObserver(hide).observe(dialog, { attributes: true });
    hide();
  });
  expect(await page.evaluate('document.querySelector("dialog").inert')).toBe(true);
  await page.evaluate('window.session.cancel()');
  await expect(dialogOf(page)).toHaveCount(0);
});

test('removing the attribute `open` cancels the session', async ({ page, openPage }) => {
  await prepare(page, openPage, 'inert');
  await page.evaluate('document.querySelector("dialog").open = false');
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(await state(page)).toBe('cancelled');
});

/** Forms in the widget, as HTML, and how the user submits them. */
const FORMS = [
  ['a button', '<form method="dialog"><button id="go">Go</button></form>', (page) => page.click('#go')],
  [
    'Enter',
    '<form method="DIALOG"><input id="go" name="method"></form>',
    (page) => page.press('#go', 'Enter'),
  ],
  [
    'a button with a method',
    '<form><button id="go" formmethod="dialog">Go</button></form>',
    (page) => page.click('#go'),
  ],
  [
    '`requestSubmit`',
    '<form method="dialog" id="go"></form>',
    (page) => page.evaluate('document.querySelector("#go").requestSubmit()'),
  ],
  [
    'a form that stops the propagation',
    '<form method="dialog" onsubmit="event.stopPropagation()"><button id="go">Go</button></form>',
    (page) => page.click('#go'),
  ],
];
for (const [name, html, submit] of FORMS) {
  test(`a form of the widget with \`method="dialog"\` does not close the dialog: ${name}`, async ({
    page,
    openPage,
  }) => {
    await prepare(page, openPage, 'inert');
    await page.evaluate((html) => {
      document.querySelector('#typed').insertAdjacentHTML('afterend', html);
      document.querySelector('#typed ~ form').addEventListener('submit', () => {
        window.submitted = true;
      });
    }, html);
    await submit(page);
    expect(await page.evaluate('window.submitted')).toBe(true);
    // `close` would be fired in a later task.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await expect(dialogOf(page)).toBeVisible();
    expect(await state(page)).toBe('active');
  });
}

test('a form with `method="dialog"` closes a dialog of the widget', async ({ page, openPage }) => {
  await prepare(page, openPage, 'inert');
  await page.evaluate(() => {
    const html = '<dialog id="own"><form method="dialog"><button id="go">Go</button></form></dialog>';
    document.querySelector('#typed').insertAdjacentHTML('afterend', html);
    document.querySelector('#own').showModal();
  });
  await page.click('#go');
  await expect(page.locator('#own')).toBeHidden();
  await expect(dialogOf(page)).toBeVisible();
  expect(await state(page)).toBe('active');
});

test('bubbling events of the widget with the names of those of a dialog do not cancel the session', async ({
  page,
  openPage,
}) => {
  await prepare(page, openPage, 'inert');
  await page.evaluate(() => {
    const host = document.querySelector('#typed').parentElement.appendChild(document.createElement('div'));
    const inner = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('details'));
    for (const target of [inner, host, host.parentElement, host.parentElement.parentElement])
      for (const name of ['close', 'cancel', 'toggle', 'beforetoggle', 'command'])
        for (const composed of [true, false])
          target.dispatchEvent(new Event(name, { bubbles: true, cancelable: true, composed }));
  });
  await expect(dialogOf(page)).toBeVisible();
  expect(await state(page)).toBe('active');
});

test("the page still receives the widget's clicks and keys, but not Escape", async ({ page, openPage }) => {
  await prepare(page, openPage, 'inert');
  await page.evaluate(() => {
    window.seen = [];
    for (const name of ['keydown', 'mousedown', 'click', 'pointerdown', 'focusin', 'input'])
      document.addEventListener(name, ({ type, key }) => window.seen.push(key ?? type));
  });
  await page.locator('#typed').click();
  await page.keyboard.press('q');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);
  expect(await page.evaluate('window.seen')).toEqual([
    'mousedown',
    'click',
    'q',
    'input',
    // Of the element in the page that the focus returns to.
    'focusin',
  ]);
});

test('events whose properties cannot be replaced cause no errors', async ({ page, openPage, problems }) => {
  await prepare(page, openPage, 'inert');
  await page.evaluate(() => {
    const typed = document.querySelector('#typed');
    const dispatch = (event) => typed.dispatchEvent(event);
    const init = { bubbles: true, composed: true, cancelable: true };
    // As user-event does in jsdom.
    const key = new KeyboardEvent('keydown', init);
    for (const name of ['key', 'code', 'keyCode', 'which'])
      Object.defineProperty(key, name, { value: 'Escape' });
    dispatch(key);
    const mousedown = new MouseEvent('mousedown', init);
    for (const name of ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'])
      Object.defineProperty(mousedown, name, { value: () => {} });
    dispatch(mousedown);
    dispatch(Object.freeze(new KeyboardEvent('keydown', { ...init, key: 'Escape' })));
    dispatch(Object.preventExtensions(new Event('focusin', init)));
  });
  // The widget's own handler receives both keys.
  expect(await page.evaluate('window.keys')).toEqual(['Escape', 'Escape']);
  await expect(dialogOf(page)).toBeVisible();
  expect(problems).toEqual([]);
});
