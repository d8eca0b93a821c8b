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

const RULES = [
  'iframe { height: auto !important; max-width: 100% }',
  'iframe { aspect-ratio: 16 / 9 !important; min-height: 0; max-height: 200px !important }',
  'iframe:not([data-consent]) { display: none !important }',
  ':empty { display: none !important }',
  '* { height: auto !important; max-height: 640px !important }',
  'iframe { border: 9px solid red !important; padding: 50px !important; margin: 9px !important }',
  'iframe { position: absolute !important; left: -9999px !important; opacity: 0 !important }',
  'iframe { visibility: hidden !important; transform: scale(0.1); pointer-events: none !important }',
  '@layer theme { iframe { width: 1px !important; animation: hide 1s infinite !important } }',
];

for (const place of ['container', 'dialog'])
  test(`rules of the page do not change the frame: ${place}`, async ({ page, openPage }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await FakeBackend.at(page);
    await serveHosted(page);
    const boxes = [];
    for (const rule of ['', ...RULES]) {
      await openPage(
        `<style>@keyframes hide { to { opacity: 0 } } ${rule}</style><main>
          <div id="flow-widget" style="all: initial !important; display: block !important; height: 500px !important"></div></main>`,
      );
      await begin(page, hosted('frame', place === 'dialog' ? { dialog: {} } : {}));
      await reach(page, 'active');
      boxes.push(
        await page.locator('iframe').evaluate((frame) => {
          const { width, height } = frame.getBoundingClientRect();
          const { opacity, visibility, pointerEvents, position } = getComputedStyle(frame);
          const isHit =
            document.elementFromPoint(innerWidth / 2, frame.getBoundingClientRect().y + 99) === frame;
          return { width, height, opacity, visibility, pointerEvents, position, isHit };
        }),
      );
    }
    expect(boxes[0].height).toBeGreaterThan(450);
    expect(boxes[0].isHit).toBe(true);
    for (const [index, rule] of RULES.entries()) {
      const { height, ...box } = boxes[index + 1];
      expect({ ...boxes[0], ...box }, rule).toEqual(boxes[0]);
      // A rule for `*` also applies to the container in the dialog. The frame then has its own height.
      const [least, most] = [boxes[0].height, rule.startsWith('*') ? 640 : boxes[0].height];
      expect(height >= least && height <= Math.max(least, most), rule).toBe(true);
    }
  });
