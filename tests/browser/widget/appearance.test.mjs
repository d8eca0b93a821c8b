// Appearance and accessibility of every screen, in light and dark, from a small phone to a desktop.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { browser, server } from './setup.mjs';
import { openPage, start, widgetUser } from './support.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');
const SESSION = {
  technologies: ['LDHP', 'ED', 'F2F'],
  interchangeable_tech: ['ED', 'DR'],
  edocument: {
    iin: { value: '900101350000', changeable: false },
    phone: { value: '', changeable: true },
    skip_input: false,
  },
};
const pageHtml = (origin) =>
  `<meta name="viewport" content="width=device-width"><style>body { margin: 0 }</style>
  <main><h1 hidden>Host</h1><div id="w" style="position:fixed;inset:0"></div></main>
  <script src="${origin}/widget.js"></script>`;

/** Visits the screens and calls `check` with the name of each. */
async function visitScreens(page, locale, check) {
  const qr = server.session({ ...SESSION, qr: 'allow' });
  assert.equal(await start(page, { id: qr, selector: '#w', locale }), undefined);
  await widgetUser(page, locale).sees('qr');
  await check('qr');
  await page.evaluate(() => document.querySelector('#w').replaceChildren());
  const id = server.session(SESSION);
  assert.equal(await start(page, { id, selector: '#w', locale }), undefined);
  const user = widgetUser(page, locale);
  await user.sees('intro');
  await check('intro');
  await user.click(user.names.cancel);
  await page.getByRole('alertdialog').waitFor();
  await check('leave');
  await user.click(user.names.stay);
  await user.click(user.names.start);
  await user.button(user.names.demo).waitFor();
  await check('liveness');
  await user.click(user.names.demo);
  await page.getByRole('progressbar').waitFor();
  await check('prompts');
  await user.simulates();
  await user.sees('details');
  await user.click(user.names.getCode);
  await page.locator('[aria-invalid]').waitFor();
  await check('details with an error');
  await user.field(user.names.phone).fill('+77001234567');
  await user.click(user.names.getCode);
  await user.entersCode('0000');
  await check('code with an error');
  await user.click(user.names.anotherWay.DR);
  await user.button(user.names.sample).waitFor();
  await check('card');
  await user.click(user.names.sample);
  await user.sees('back');
  await user.click(user.names.sample);
  await user.sees('review');
  await check('review');
  await user.widget.getByText(user.names.panel, { exact: true }).click();
  await check('panel');
  await user.click(user.names.correct);
  await user.sees('comparison');
  await check('comparison');
  await user.simulates('CALC_RESULT|Low prediction');
  await user.sees('failed');
  await check('failed');
}

describe('appearance', { concurrency: 3 }, () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`has no accessibility violations in ${colorScheme} mode`, async () => {
      const viewport = { width: 390, height: 844 };
      const { page, close } = await openPage(browser, server, {
        html: pageHtml(server.origin),
        camera: 'none',
        viewport,
        colorScheme,
      });
      await page.addScriptTag({ path: axe });
      // Dark mode changes only colours, so only their contrast is checked.
      const rules = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
      let screens = 0;
      await visitScreens(page, colorScheme === 'light' ? 'en' : 'kz', async (name) => {
        screens++;
        const { violations, passes } = await page.evaluate((rules) => window.axe.run(rules), rules);
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        assert.deepEqual(found, [], name);
        // Proves that axe checked the shadow root: it measured the contrast of several elements.
        assert.ok(
          passes.some(({ id, nodes }) => id === 'color-contrast' && nodes.length > 1),
          name,
        );
      });
      assert.equal(screens, 12);
      await close();
    });
  }

  for (const [width, height, locale] of [
    [320, 640, 'ru'],
    [320, 640, 'kz'],
    [480, 640, 'en'],
    [1280, 800, 'ru'],
  ]) {
    test(`fits every screen without overflow at ${width} by ${height} px in ${locale}`, async () => {
      const viewport = { width, height };
      const { page, close } = await openPage(browser, server, {
        html: pageHtml(server.origin),
        camera: 'none',
        viewport,
      });
      await visitScreens(page, locale, async (name) => {
        const layout = await page.locator('[data-flow-widget]').evaluate((host) => {
          const { width, height } = host.getBoundingClientRect();
          const candidates = [
            ...host.shadowRoot.querySelectorAll('h2, p, button, input, select, li, dl, summary, .qr, .badge'),
          ];
          const texts = candidates.filter((node) => node.checkVisibility() && !node.closest('[inert]'));
          return {
            size: [width, height],
            overflowing: texts.filter((node) => {
              const { left, right } = node.getBoundingClientRect();
              return left < 0 || right > innerWidth || node.scrollWidth > node.clientWidth + 1;
            }).length,
            // The user sees the main button without scrolling.
            primaryVisible: texts
              .filter((node) => node.matches('button.primary'))
              .every((node) => {
                const { top, bottom } = node.getBoundingClientRect();
                return top >= 0 && bottom <= innerHeight;
              }),
          };
        });
        assert.deepEqual(layout, { size: [width, height], overflowing: 0, primaryVisible: true }, name);
      });
      await close();
    });
  }
});
