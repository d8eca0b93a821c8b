// The dialog's size `viewport`, in a browser with classic scrollbars, which Playwright hides by default.

import {
  ALLOW_LOOPBACK,
  CHROMIUM_FLAGS,
  chromiumPath,
  FAKE_CAMERA,
} from '../../../scripts/chromium-flags.mjs';
import { expect, test } from './fixtures.mjs';
import { begin, FakeBackend, fakeWidget, outcome, reach } from './verify-kit.mjs';

test.use({
  launchOptions: {
    executablePath: chromiumPath(),
    args: [
      ...CHROMIUM_FLAGS,
      ...ALLOW_LOOPBACK,
      ...FAKE_CAMERA,
      '--disable-features=OverlayScrollbar',
    ].filter((flag) => flag !== '--hide-scrollbars'),
    ignoreDefaultArgs: ['--hide-scrollbars'],
  },
});

const STYLES = [
  'html { overflow-y: scroll }',
  'html { overflow: auto }',
  'html { scrollbar-gutter: stable }',
  'html, body { height: 100% } body { overflow: auto }',
];

for (const style of STYLES) {
  test(`covers the viewport from edge to edge: ${style}`, async ({ page, openPage }) => {
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
      [900, 400],
    ]) {
      await page.setViewportSize({ width, height });
      await openPage(
        `<style>body { margin: 0; background: red } main { height: 4000px } ${style}</style><main>page</main>`,
      );
      await fakeWidget(page);
      await FakeBackend.at(page);
      const scrollbar = () => page.evaluate(() => innerWidth - document.querySelector('main').clientWidth);
      const before = await scrollbar();
      expect(before).toBeGreaterThan(5);
      await begin(page, { dialog: { size: 'viewport' } });
      await reach(page, 'active');
      await page.evaluate(() =>
        Promise.all(document.getAnimations({ subtree: true }).map(({ finished }) => finished)),
      );
      expect(await page.locator('dialog').boundingBox()).toEqual({ x: 0, y: 0, width, height });
      const container = await page.locator('#drawn').locator('..').boundingBox();
      expect([container.x, container.width]).toEqual([0, width]);
      expect(await page.locator('dialog').evaluate((dialog) => getComputedStyle(dialog).borderRadius)).toBe(
        '0px',
      );
      // Nothing beside the dialog can be hit or seen: its last pixel column belongs to it.
      expect(
        await page.evaluate(
          ([x, y]) => document.elementFromPoint(x, y)?.closest('dialog') !== null,
          [width - 1, height - 1],
        ),
      ).toBe(true);
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.SCREENSHOTS}/scrollbar-${STYLES.indexOf(style)}-${width}.png`,
        });
      await page.evaluate("window.control.abort('enough')");
      await outcome(page);
      expect(await scrollbar()).toBe(before);
    }
  });
}
