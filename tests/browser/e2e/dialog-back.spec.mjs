// The phone's Back button and the dialog, rotation, and a page that the browser has discarded.
import { expect, test } from './fixtures.mjs';
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

const PAGE =
  '<meta name="viewport" content="width=device-width, initial-scale=1"><button id="open">Verify</button>';

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

/** Opens the dialog with the fake widget. */
async function open(page, config) {
  await begin(page, { watch: false, dialog: {}, ...config });
  await reach(page, 'active');
}

test.describe('in a browser without close requests', () => {
  test.beforeEach(async ({ page, openPage }) => {
    await page.addInitScript(() => {
      delete window.CloseWatcher;
    });
    await openPage(PAGE);
    await fakeWidget(page);
  });

  test('Back closes the dialog and stays on the page', async ({ page }) => {
    await FakeBackend.at(page);
    const url = page.url();
    await page.evaluate(() => history.replaceState({ router: 1 }, ''));
    await open(page);
    expect(await page.evaluate('history.state.router')).toBe(1);
    await page.goBack();
    expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
    expect(page.url()).toBe(url);
    expect(await page.evaluate('history.state')).toEqual({ router: 1 });
    await leavesNothing(page);
  });

  test('many dialogs add one entry to the history', async ({ page }) => {
    const backend = await FakeBackend.at(page);
    backend.onGet = { json: PASSED };
    const before = await page.evaluate('history.length');
    for (let count = 0; count < 3; count++) {
      await open(page);
      await page.evaluate('window.finish()');
      expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
    }
    expect(await page.evaluate('history.length')).toBe(before + 1);
    await open(page);
    await page.goBack();
    expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
  });

  test('an entry that the page adds and leaves again does not close the dialog', async ({ page }) => {
    await FakeBackend.at(page);
    await open(page);
    await page.evaluate(() => history.pushState({}, '', '#step'));
    await page.goBack();
    expect((await states(page)).at(-1)).toBe('active');
    await page.goBack();
    expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
  });

  test('a history state that is not a plain object is kept', async ({ page }) => {
    await FakeBackend.at(page);
    for (const state of ['text', ['a', 1], 7, new Date(0)]) {
      await page.evaluate((state) => history.replaceState(state, ''), state);
      const before = await page.evaluate('history.length');
      await open(page);
      expect(await page.evaluate('history.length')).toBe(before);
      expect(await page.evaluate('history.state')).toEqual(state);
      await page.evaluate('window.control.abort()');
      expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
    }
  });

  test('the dialog opens if the browser refuses another entry', async ({ page }) => {
    await FakeBackend.at(page);
    await page.evaluate(() => {
      history.pushState = () => {
        throw new DOMException('too many calls', 'SecurityError');
      };
    });
    await open(page);
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});

test('in a browser with close requests, the dialog adds no entry', async ({ page, openPage }) => {
  await openPage(PAGE);
  await fakeWidget(page);
  await FakeBackend.at(page);
  const before = await page.evaluate('history.length');
  await open(page);
  expect(await page.evaluate('history.length')).toBe(before);
});

test('the dialog fills the screen after a rotation, and above the keyboard', async ({ page, openPage }) => {
  await openPage(PAGE);
  await fakeWidget(page);
  await FakeBackend.at(page);
  await open(page);
  const dialog = page.getByRole('dialog');
  for (const [width, height] of [
    [390, 844],
    [844, 390],
    // The keyboard of a phone resizes the viewport, if the page asks for that.
    [390, 460],
  ]) {
    await page.setViewportSize({ width, height });
    await expect.poll(async () => (await dialog.boundingBox()).height).toBe(height);
    const box = await page.locator('#drawn').evaluate((drawn) => {
      const { width, height } = drawn.parentElement.getBoundingClientRect();
      return { width, height };
    });
    expect(box.width).toBe(width);
    expect(box.height).toBeGreaterThan(height - 80);
  }
});

test('a page that was discarded and restored continues the session', async ({ page, openPage, context }) => {
  await openPage(PAGE);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  await open(page, { resume: true });
  const stored = await page.evaluate(() => ({ ...sessionStorage }));
  const url = page.url();
  // The browser ends the page's process and restores the tab later, with its storage.
  await page.close({ runBeforeUnload: false });
  const restored = await context.newPage();
  await restored.addInitScript((stored) => {
    for (const [key, value] of Object.entries(stored)) sessionStorage.setItem(key, value);
  }, stored);
  await restored.route(url, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html>${PAGE}` }),
  );
  await fakeWidget(restored);
  await restored.goto(url);
  await begin(restored, { watch: false, dialog: {}, resume: true });
  await reach(restored, 'active');
  expect(await restored.evaluate('window.widgets')).toEqual(['s-1']);
  expect(backend.count('POST')).toBe(1);
});
