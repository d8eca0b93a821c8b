// What the stand-in looks like to eyes and to assistive technology: every screen, light and dark,
// from the smallest phone to a whole desktop.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { widgetText } from './bundle.mjs';
import { serve } from './server.mjs';
import { launch, openPage, person, start } from './support.mjs';

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
const PAGE = (origin) =>
  `<meta name="viewport" content="width=device-width"><style>body { margin: 0 }</style>
  <main><h1 hidden>Host</h1><div id="w" style="position:fixed;inset:0"></div></main>
  <script src="${origin}/widget.js"></script>`;

let server;
let browser;
before(async () => {
  server = await serve(await widgetText());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Goes past every screen and looks at each: `look` is told its name. */
async function tour(page, locale, look) {
  const id = server.session(SESSION);
  assert.equal(await start(page, { id, selector: '#w', locale }), undefined);
  const me = person(page, locale);
  await me.sees('intro');
  await look('intro');
  await me.click(me.names.cancel);
  await page.getByRole('alertdialog').waitFor();
  await look('leave');
  await me.click(me.names.stay);
  await me.click(me.names.start);
  await me.button(me.names.demo).waitFor();
  await look('liveness');
  await me.click(me.names.demo);
  await page.getByRole('progressbar').waitFor();
  await look('prompts');
  await me.simulates();
  await me.sees('details');
  await me.click(me.names.getCode);
  await page.locator('[aria-invalid]').waitFor();
  await look('details with an error');
  await me.field(me.names.phone).fill('+77001234567');
  await me.click(me.names.getCode);
  await me.passesCode('0000');
  await look('code with an error');
  await me.click(me.names.anotherWay.DR);
  await me.button(me.names.sample).waitFor();
  await look('card');
  await me.click(me.names.sample);
  await me.sees('back');
  await me.click(me.names.sample);
  await me.sees('review');
  await look('review');
  await me.widget.getByText(me.names.panel, { exact: true }).click();
  await look('panel');
  await me.click(me.names.correct);
  await me.sees('comparison');
  await look('comparison');
  await me.simulates('CALC_RESULT');
  await me.sees('failed');
  await look('failed');
}

describe('appearance', { concurrency: 3 }, () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const viewport = { width: 390, height: 844 };
      const { page, close } = await openPage(browser, server, {
        html: PAGE(server.origin),
        camera: 'none',
        viewport,
        colorScheme,
      });
      await page.addScriptTag({ path: axe });
      // In the dark only the colours are others.
      const rules = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
      let screens = 0;
      await tour(page, colorScheme === 'light' ? 'en' : 'kz', async (name) => {
        screens++;
        const { violations, passes } = await page.evaluate((rules) => window.axe.run(rules), rules);
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        assert.deepEqual(found, [], name);
        // It did look inside: a button of the widget has been measured for contrast.
        assert.ok(
          passes.some(({ id, nodes }) => id === 'color-contrast' && nodes.length > 1),
          name,
        );
      });
      assert.equal(screens, 11);
      await close();
    });
  }

  for (const [width, height, locale] of [
    [320, 640, 'ru'],
    [320, 640, 'kz'],
    [480, 640, 'en'],
    [1280, 800, 'ru'],
  ]) {
    test(`nothing is cut off at ${width} by ${height}, ${locale}`, async () => {
      const viewport = { width, height };
      const { page, close } = await openPage(browser, server, {
        html: PAGE(server.origin),
        camera: 'none',
        viewport,
      });
      await tour(page, locale, async (name) => {
        const seen = await page.locator('[data-flow-widget]').evaluate((host) => {
          const { width: wide, height: high } = host.getBoundingClientRect();
          const shown = [
            ...host.shadowRoot.querySelectorAll('h2, p, button, input, select, li, dl, summary, .title'),
          ];
          const texts = shown.filter((node) => node.checkVisibility() && !node.closest('[inert]'));
          return {
            size: [wide, high],
            sideways: texts.filter((node) => {
              const { left, right } = node.getBoundingClientRect();
              return left < 0 || right > innerWidth || node.scrollWidth > node.clientWidth + 1;
            }).length,
            // What the person is to press next is in view without scrolling.
            pressable: texts
              .filter((node) => node.matches('button.primary'))
              .every((node) => {
                const { top, bottom } = node.getBoundingClientRect();
                return top >= 0 && bottom <= innerHeight;
              }),
          };
        });
        assert.deepEqual(seen, { size: [width, height], sideways: 0, pressable: true }, name);
      });
      await close();
    });
  }
});
