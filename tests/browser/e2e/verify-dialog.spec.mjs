// The dialog of `verify`: while the verdict is awaited, its options, and its end.
import { createRequire } from 'node:module';
import { NAMES } from '../widget/names.mjs';
import { expect, test, User } from './fixtures.mjs';
import {
  begin,
  FakeBackend,
  fakeWidget,
  leavesNothing,
  outcome,
  PASSED,
  reach,
  states,
} from './verify-kit.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');

const PAGE = `<style>body { margin: 0 } main { height: 4000px; padding: 1rem; font: 1rem/1.5 sans-serif }</style>
<main><h1>Shop</h1><button id="open">Verify</button></main>`;

const TEXTS = {
  ru: { title: 'Подтверждение личности', loading: 'Загрузка…', waiting: 'Проверяем результат…' },
  en: { title: 'Identity verification', loading: 'Loading…', waiting: 'Checking the result…' },
  kz: { title: 'Жеке басты растау', loading: 'Жүктелуде…', waiting: 'Нәтиже тексерілуде…' },
};
const SIZES = [
  [390, 844],
  [1280, 800],
];

/** Saves a screenshot if the environment variable SCREENSHOTS names a folder. */
const shoot = async (page, name) => {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
};

/** Opens the dialog with the fake widget, up to the state `active`. */
async function open(page, openPage, config) {
  await openPage(PAGE);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  await page.locator('#open').focus();
  await begin(page, { watch: false, dialog: {}, ...config });
  await reach(page, 'active');
  return backend;
}

for (const locale of ['ru', 'en', 'kz']) {
  test(`stays open with a progress status until the verdict is there: ${locale}`, async ({
    page,
    openPage,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const backend = await open(page, openPage, { locale });
    await page.addScriptTag({ path: axe });
    const dialog = page.getByRole('dialog', { name: TEXTS[locale].title });
    await expect(dialog.locator('#drawn')).toBeVisible();
    await expect(dialog.getByText(TEXTS[locale].waiting)).toHaveCount(0);
    // The focus was inside the widget, which removes its elements.
    await page.evaluate(() => {
      const drawn = document.querySelector('#drawn');
      drawn.tabIndex = -1;
      drawn.focus();
    });
    await page.evaluate('window.finish()');
    await expect(dialog.getByRole('status')).toHaveText(TEXTS[locale].waiting);
    await expect(dialog.getByRole('status')).toBeVisible();
    await expect(dialog).toBeFocused();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await shoot(page, `waiting-${locale}-${width}`);
      const { violations } = await page.evaluate(() => window.axe.run());
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    backend.onGet = { json: PASSED };
    expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
    await leavesNothing(page);
    expect(await page.evaluate('document.activeElement.id')).toBe('open');
  });
}

for (const [name, close] of [
  ['the close button', (page) => page.getByRole('button', { name: 'Close', exact: true }).click()],
  ['Escape', (page) => page.keyboard.press('Escape')],
]) {
  test(`${name} rejects with an AbortError while the verdict is awaited`, async ({ page, openPage }) => {
    const backend = await open(page, openPage);
    await page.evaluate('window.finish()');
    await reach(page, 'waiting');
    await close(page);
    expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
    expect((await states(page)).at(-1)).toBe('cancelled');
    await leavesNothing(page);
    const count = backend.count('GET');
    // The next call has the slot, and nothing of the last one is left.
    await begin(page, { watch: false, dialog: {} });
    await reach(page, 'active');
    expect(backend.count('GET')).toBe(count);
  });
}

test('an element inside the widget whose `close` and `cancel` events bubble does not close it', async ({
  page,
  openPage,
}) => {
  await open(page, openPage);
  await page.evaluate(() => {
    for (const name of ['close', 'cancel'])
      document.querySelector('#drawn').dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  });
  await expect(page.getByRole('dialog')).toBeVisible();
  expect((await states(page)).at(-1)).toBe('active');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
});

test('shows the texts in `dialog`', async ({ page, openPage }) => {
  await openPage(PAGE);
  let respond;
  await page.route('**/widget/flow-widget.umd.js', async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fallback();
  });
  await FakeBackend.at(page);
  const texts = {
    title: 'A <b>title</b>',
    closeLabel: 'Leave',
    loadingText: 'Patience',
    waitingText: 'Nearly',
  };
  await begin(page, { watch: false, dialog: texts, src: '/mine.js' });
  const dialog = page.getByRole('dialog', { name: texts.title, exact: true });
  await expect(dialog.getByText(texts.title, { exact: true })).toBeVisible();
  await expect(dialog.getByRole('status')).toHaveText('Patience');
  await expect(dialog.getByRole('button', { name: 'Leave', exact: true })).toBeVisible();
  await page.evaluate("window.control.abort('seen')");
  expect((await outcome(page)).reason).toBe('seen');
  expect(respond).toBeUndefined();

  await open(page, openPage, { dialog: texts });
  await page.evaluate('window.finish()');
  await expect(dialog.getByRole('status')).toHaveText('Nearly');
});

test('`cancelled` is true for a user who gives up in the widget', async ({ page, openPage }) => {
  await openPage(PAGE);
  await begin(page, { dialog: {}, endpoint: '/api/flow/everyone' });
  await new User(page, 'en').leave();
  expect(await outcome(page)).toMatchObject({
    verdict: {
      passed: false,
      cancelled: true,
      failureReasons: [{ type: 'CLIENT', detail: 'Operation aborted by user' }],
    },
  });
  await leavesNothing(page);
});

test('`cancelled` is false for a user who failed', async ({ page, openPage }) => {
  const backend = await open(page, openPage);
  const failure_reasons = [{ type: 'CALC_RESULT', detail: 'Low prediction' }];
  backend.onGet = { json: { session_id: 's-1', status: 'FAILED', passed: false, failure_reasons } };
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: false, cancelled: false } });
});

for (const locale of ['ru', 'kz']) {
  test(`shows the loading status, then the widget, in both sizes: ${locale}`, async ({ page, openPage }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const size of ['auto', 'viewport']) {
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await openPage(PAGE);
        await page.route('**/hang.js', () => {});
        await begin(page, { locale, dialog: { size }, src: '/hang.js', endpoint: '/api/flow/everyone' });
        await expect(page.getByRole('status')).toHaveText(TEXTS[locale].loading);
        await shoot(page, `loading-${size}-${locale}-${width}`);
        await page.reload();
        await begin(page, { locale, dialog: { size }, endpoint: '/api/flow/everyone' });
        await page.getByRole('heading', { name: NAMES[locale].headings.intro }).waitFor();
        await shoot(page, `widget-${size}-${locale}-${width}`);
      }
    }
  });
}
