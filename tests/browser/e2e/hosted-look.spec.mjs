// How the modes of the hosted page look, and their accessibility. SCREENSHOTS names a folder for pictures.
import { createRequire } from 'node:module';
import { expect, test } from './fixtures.mjs';
import { hosted, serveHosted } from './hosted-kit.mjs';
import { begin, CONTAINER, FakeBackend, never, reach } from './verify-kit.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');
const PAGE = `<meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark } body { margin: 0; font: 1rem/1.5 sans-serif }</style>
<main><h1>Shop</h1>${CONTAINER}</main>`;
const SIZES = [
  [390, 844],
  [1280, 800],
];

/** Checks the page with axe in both sizes. */
async function check(page, name) {
  await page.addScriptTag({ path: axe });
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png` });
    const { violations } = await page.evaluate(() => window.axe.run());
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
  }
}

for (const locale of ['ru', 'en', 'kz'])
  for (const colorScheme of ['light', 'dark'])
    for (const place of ['container', 'dialog'])
      test(`frame and panel are accessible: ${locale}, ${colorScheme}, ${place}`, async ({
        page,
        openPage,
      }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await FakeBackend.at(page);
        const config = { locale, ...(place === 'dialog' && { dialog: {} }) };
        const name = `${place}-${locale}-${colorScheme}`;
        await openPage(PAGE);
        await serveHosted(page);
        await begin(page, hosted('frame', config));
        await reach(page, 'active');
        await check(page, `frame-${name}`);
        await openPage(PAGE);
        await page.evaluate(() => {
          window.open = () => null;
        });
        await begin(page, hosted('window', config));
        await reach(page, 'active');
        await check(page, `blocked-${name}`);
      });

test('the dialog shows its loading status while the fallback is loading', async ({ page, openPage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await FakeBackend.at(page);
  await openPage(PAGE);
  await serveHosted(page, never);
  await page.route('**/nowhere.js', (route) => route.fulfill({ status: 404 }));
  await begin(
    page,
    hosted('widget', { fallback: 'frame', src: '/nowhere.js', retries: 0, dialog: {}, locale: 'ru' }),
  );
  await reach(page, 'hosted');
  await expect(page.locator('iframe')).toBeAttached();
  await expect(page.getByRole('status')).toHaveText('Загрузка…');
  await check(page, 'fallback');
});
