// The focus in the dialog: where it is first, and which controls Tab reaches.

import { expect, test } from './fixtures.mjs';
import { begin, FakeBackend, fakeWidget, reach } from './verify-kit.mjs';

const PAGE = '<main><h1>Shop</h1><button id="open">Verify</button><a href="#">Terms</a></main>';
const TITLE = 'Identity verification';

/** Opens a page whose button opens the dialog, and presses Enter on that button. */
async function prepare(page, openPage, src) {
  await openPage(PAGE);
  await fakeWidget(page);
  await page.evaluate(async (src) => {
    const { openSession } = await import('/dist/index.js');
    window.focused = [];
    document.querySelector('#open').focus();
    document.querySelector('#open').onclick = () => {
      window.session = openSession({ id: 'a', locale: 'en', src });
      window.session.finished.catch(() => {});
      window.addEventListener(
        'focusin',
        (event) => window.focused.push(event.composedPath()[0].localName),
        true,
      );
    };
  }, src);
  await page.keyboard.down('Enter');
  await expect(page.locator('dialog:modal')).toHaveCount(1);
}

const LOADING = '/widget/flow-widget.js?fault=script-hang';

/** Opens the dialog, and renders this HTML in the widget. */
async function render(page, openPage, html) {
  await prepare(page, openPage, '/widget/flow-widget.umd.js');
  await expect(page.locator('#drawn')).toHaveCount(1);
  await page.evaluate((html) => {
    document.querySelector('#drawn').outerHTML = html;
    const template = document.querySelector('dialog template');
    template?.parentElement.attachShadow({ mode: 'open' }).append(template.content);
  }, html);
}

/** Returns the name of the focused element, which may be in a shadow root. */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.ariaLabel || element.id || element.localName;
  });

/** Presses a key so often, and returns which elements got the focus. Leaving the page focuses the body. */
async function press(page, key, count) {
  const names = [];
  for (let index = 0; index < count; index++) {
    await page.keyboard.press(key);
    names.push(await focused(page));
  }
  return names.filter((name) => name !== 'body');
}

/** Asserts that a key reaches these controls one after the other, at least twice. */
async function cycles(page, key, names) {
  const reached = await press(page, key, 2 * (names.length + 1));
  expect(reached.length, reached.join()).toBeGreaterThanOrEqual(2 * names.length);
  expect(reached).toEqual(reached.map((_, index) => names[index % names.length]));
}

const WIDGETS = {
  'two buttons': '<button id="one">One</button><button id="two">Two</button>',
  'a field and a link': '<p><input id="one"></p><p><a id="two" href="#">Help</a></p>',
  'a shadow root':
    '<div><template><button id="one">One</button><button id="two">Two</button></template></div>',
};
for (const [name, html] of Object.entries(WIDGETS)) {
  test(`Tab reaches each control again after it has left the dialog: ${name}`, async ({ page, openPage }) => {
    await render(page, openPage, html);
    await cycles(page, 'Tab', ['Close', 'one', 'two']);
  });

  test(`so does Shift+Tab: ${name}`, async ({ page, openPage }) => {
    await render(page, openPage, html);
    await cycles(page, 'Shift+Tab', ['two', 'one', 'Close']);
  });
}

for (const key of ['Tab', 'Shift+Tab']) {
  test(`${key} reaches the close button while the widget loads`, async ({ page, openPage }) => {
    await prepare(page, openPage, LOADING);
    await cycles(page, key, ['Close']);
  });

  test(`${key} reaches the close button while the verdict is awaited`, async ({ page, openPage }) => {
    await openPage(PAGE);
    await fakeWidget(page);
    await FakeBackend.at(page);
    await begin(page, { watch: false, dialog: {} });
    await reach(page, 'active');
    await page.evaluate('window.finish()');
    await reach(page, 'waiting');
    await expect(page.getByRole('dialog', { name: TITLE })).toBeFocused();
    await cycles(page, key, ['Close']);
  });
}

test('the close button keeps the focus when the widget ends', async ({ page, openPage }) => {
  await openPage(PAGE);
  await fakeWidget(page);
  await FakeBackend.at(page);
  await begin(page, { watch: false, dialog: {} });
  await reach(page, 'active');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Close');
  await page.evaluate('window.finish()');
  await reach(page, 'waiting');
  expect(await focused(page)).toBe('Close');
});

test('only the dialog gets the initial focus, so that screen readers announce it', async ({
  page,
  openPage,
}) => {
  await prepare(page, openPage, LOADING);
  expect(await page.evaluate('window.focused')).toEqual(['dialog']);
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const isFocused = ({ properties = [] }) =>
    properties.some(({ name, value }) => name === 'focused' && value.value);
  const found = nodes.filter(isFocused).map(({ role, name }) => [role.value, name.value]);
  expect(found.at(-1)).toEqual(['dialog', TITLE]);
});

test('a held Enter key does not press the close button', async ({ page, openPage }) => {
  await prepare(page, openPage, LOADING);
  for (let count = 0; count < 3; count++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(page.locator('dialog:modal')).toHaveCount(1);
  expect(await page.evaluate('window.session.state')).toBe('loading');
});
