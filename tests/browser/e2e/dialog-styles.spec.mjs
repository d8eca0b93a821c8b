// Styles of the page do not reach the dialog: on a page with any of them, it looks as on a page without styles.

import { expect, test } from './fixtures.mjs';
import { fakeWidget } from './verify-kit.mjs';

test.use({ viewport: { width: 1280, height: 800 } });

/** Inherited properties, as a page sets them on its root or body. */
const INHERITED = `
  pointer-events: none; user-select: none; -webkit-user-select: none; visibility: hidden; cursor: none;
  text-transform: uppercase; letter-spacing: 9px; word-spacing: 20px; text-indent: 90px; text-align: right;
  text-align-last: right; direction: rtl; writing-mode: vertical-rl; white-space: pre; line-height: 4;
  font: italic small-caps 900 40px / 3 fantasy; font-feature-settings: "tnum"; color: red; text-shadow: 0 0 9px red;
  -webkit-text-size-adjust: 300%; -webkit-text-fill-color: red; -webkit-text-stroke: 3px blue; quotes: "a" "b";
  list-style: square; hyphens: auto; overflow-wrap: anywhere; word-break: break-all; tab-size: 20; caret-color: red;
  accent-color: red; border-collapse: collapse; border-spacing: 9px; caption-side: bottom; empty-cells: hide;
  text-emphasis: dot; text-underline-position: under; image-rendering: pixelated; orphans: 9; fill: red;`;

/** Other properties that move, hide or animate an element. */
const BOX = `
  display: none; position: static; inset: 50px; float: left; width: 30px; height: 30px; min-width: 2000px; min-height: 2000px;
  max-width: 40px; max-height: 40px; margin: 70px; padding: 60px; border: 5px solid red; border-radius: 50%; outline: 9px solid red;
  opacity: 0; transform: rotate(30deg); translate: 50px; scale: 0.1; rotate: 20deg; filter: blur(9px); clip-path: circle(3px);
  mask: linear-gradient(transparent, transparent); backdrop-filter: blur(2px); mix-blend-mode: difference; animation: gone 9s infinite;
  transition: all 9s; box-sizing: content-box; background: lime; box-shadow: none; overflow: scroll; z-index: -1; zoom: 3;
  content-visibility: hidden; contain: strict; columns: 3; flex: 0 0 9px; align-self: end; order: 9; will-change: transform;
  flex-direction: row; align-items: end; gap: 90px; isolation: isolate; touch-action: none; resize: both; color-scheme: dark;`;

const important = (declarations) => declarations.replaceAll(';', ' !important;');
const GONE = '@keyframes gone { from, to { opacity: 0; transform: scale(0) } }';

/** The page's styles, by name. */
const PAGES = {
  'pointer-events of the body': 'body { pointer-events: none }',
  'a root font of 10 px': 'html { font-size: 62.5% }',
  'a root font of 40 px, and 9 px in the body': 'html { font-size: 40px } body { font-size: 9px }',
  'inherited properties of the body': `body { ${INHERITED} }`,
  'inherited properties of the root, `!important`': `html { ${important(INHERITED)} }`,
  'inherited properties of everything': `* { ${INHERITED} }`,
  'inherited properties of everything, `!important`': `* { ${important(INHERITED)} }`,
  'a reset':
    '*, ::before, ::after { margin: 0; padding: 0; box-sizing: content-box; border: 0 solid; font: inherit }',
  'rules for dialogs': `${GONE} dialog { ${BOX} } dialog[open] { ${BOX} } dialog:modal { ${BOX} }`,
  'rules for dialogs, `!important`': `${GONE} html body dialog[open]:modal { ${important(BOX)} }`,
  'rules for class names': `${GONE} [class*=dialog] { ${important(BOX)} }`,
  'rules for div': `${GONE} div { ${BOX} }`,
  'rules for div in the body': `html body div:not(.a) { ${BOX} }`,
  'hidden empty elements': 'div:empty { display: none !important }',
  'hidden children of the body': 'body > * { display: none }',
  'hidden children of the body but one': 'body > :not(#root) { display: none !important }',
  'a backdrop of the page':
    '::backdrop { display: none; background: lime; backdrop-filter: blur(9px); opacity: 0.1 }',
  'a backdrop of the page, `!important`': `dialog:modal::backdrop { ${important(BOX)} }`,
  'generated content':
    '*::before, *::after { content: "x" !important; display: block !important; height: 300px !important; width: 300px }',
  'a zoomed root': 'html { zoom: 0.5 }',
  'a zoomed body in a zoomed root': 'html { zoom: 2 } body { zoom: 0.8 !important }',
  'an effect on the root and body':
    'html { opacity: 0.9 } body { opacity: 0.1; overflow: clip; contain: content }',
  'a transformed body': 'body { transform: translate(90px, 90px) scale(0.2); filter: grayscale(1) }',
  'hidden content of the root': ':root { content-visibility: hidden }',
  'hidden content of the body': 'html body { content-visibility: hidden !important }',
  'hidden content of the root and body': 'html, body { content-visibility: hidden }',
  'a grid': 'body { display: grid; grid-template-columns: repeat(9, 9px); gap: 90px; place-items: end }',
};

/** Opens the dialog on a page with these styles, and returns everything that its elements look like. */
async function look(page, openPage, css, { drawn = false } = {}) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPage(`<style>${css}</style><div id="root"><h1>Shop</h1></div>`);
  await fakeWidget(page);
  await page.evaluate(
    async (src) => {
      const { openSession } = await import('/dist/index.js');
      window.session = openSession({ id: 'a', locale: 'en', src });
      window.session.finished.catch(() => {});
    },
    drawn ? '/widget/flow-widget.umd.js' : '/widget/flow-widget.js?fault=script-hang',
  );
  if (drawn) await expect(page.locator('#drawn')).toHaveCount(1);
  await expect(page.locator('dialog:modal')).toHaveCount(1);
  return page.evaluate(() => {
    const dialog = document.querySelector('dialog');
    const [frame] = dialog.children;
    const root = frame.shadowRoot;
    const elements = {
      dialog,
      frame,
      container: frame.firstElementChild,
      bar: root.querySelector('.bar'),
      title: root.querySelector('.title'),
      close: root.querySelector('.close'),
      status: root.querySelector('.status'),
    };
    const looks = {};
    const read = (name, element, pseudo) => {
      const style = getComputedStyle(element, pseudo);
      const entries = [...style].filter((property) => !property.startsWith('--'));
      looks[name] = Object.fromEntries(
        entries.map((property) => [property, style.getPropertyValue(property)]),
      );
    };
    for (const [name, element] of Object.entries(elements)) {
      read(name, element);
      const { x, y, width, height } = element.getBoundingClientRect();
      looks[name].box = [x, y, width, height].map(Math.round).join(' ');
    }
    read('backdrop', dialog, '::backdrop');
    for (const name of ['dialog', 'frame', 'container'])
      for (const pseudo of ['::before', '::after'])
        looks[name][pseudo] = getComputedStyle(elements[name], pseudo).content;
    return looks;
  });
}

/** Returns the properties that differ. */
function differences(expected, actual) {
  const found = [];
  for (const [name, properties] of Object.entries(expected))
    for (const [property, value] of Object.entries(properties))
      if (actual[name][property] !== value)
        found.push(`${name} ${property}: ${actual[name][property]}, not ${value}`);
  return found;
}

test('the dialog looks the same whatever the styles of the page', async ({ page, openPage }) => {
  test.slow();
  for (const drawn of [false, true]) {
    const plain = await look(page, openPage, '', { drawn });
    expect(plain.dialog).toMatchObject({ width: '480px', display: 'block', 'font-size': '16px' });
    expect(plain.container).toMatchObject({
      'font-size': '16px',
      'line-height': '24px',
      visibility: 'visible',
    });
    expect(plain.container['font-family']).toContain('system-ui');
    expect(plain.close.box.split(' ').slice(2)).toEqual(['44', '44']);
    for (const [name, css] of Object.entries(PAGES)) {
      const looks = await look(page, openPage, css, { drawn });
      // It reverses the zoom of the page.
      looks.dialog.zoom = '1';
      // Such rules apply to the widget's own elements as well.
      if (name === 'inherited properties of everything, `!important`') looks.container = plain.container;
      expect.soft(differences(plain, looks), name).toEqual([]);
    }
  }
});

for (const name of [
  ...['pointer-events of the body', 'hidden children of the body but one', 'a zoomed root'],
  ...['hidden content of the root', 'hidden content of the body', 'hidden content of the root and body'],
]) {
  test(`the user can click the widget and the close button: ${name}`, async ({ page, openPage }) => {
    await look(page, openPage, PAGES[name], { drawn: true });
    await page.evaluate(() => {
      const button = document.createElement('button');
      button.textContent = 'In the widget';
      button.onclick = () => {
        window.clicked = true;
      };
      document.querySelector('#drawn').append(button);
    });
    await page.getByRole('button', { name: 'In the widget' }).click();
    expect(await page.evaluate('window.clicked')).toBe(true);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(await page.evaluate('window.session.state')).toBe('cancelled');
  });
}

test('what the widget sets in the `style` of its container has precedence', async ({ page, openPage }) => {
  await look(page, openPage, '', { drawn: true });
  const { display, position } = await page.evaluate(() => {
    const container = document.querySelector('#drawn').parentElement;
    container.style.cssText = 'display: grid; position: static';
    return { ...getComputedStyle(container) };
  });
  expect([display, position]).toEqual(['grid', 'static']);
});

test('custom properties of the page are used, with its own units', async ({ page, openPage }) => {
  const css = `html { font-size: 10px } :root { --flow-widget-dialog-width: 60rem; --flow-widget-dialog-font: italic 20px / 2 serif;
    --flow-widget-dialog-color-scheme: dark } .flow-widget-dialog { --flow-widget-dialog-height: 500px !important;
    --flow-widget-dialog-backdrop: rgb(1, 2, 3); --flow-widget-dialog-shadow: none }`;
  const { dialog, title, status, container, backdrop, close, bar } = await look(page, openPage, css);
  expect(dialog).toMatchObject({
    width: '600px',
    height: '500px',
    'color-scheme': 'dark',
    'box-shadow': 'none',
  });
  expect(backdrop['background-color']).toBe('rgb(1, 2, 3)');
  for (const element of [title, status, container])
    expect(element).toMatchObject({ 'font-family': 'serif', 'font-size': '20px', 'font-style': 'italic' });
  expect([close.width, bar.box.split(' ')[3]]).toEqual(['44px', '53']);
});

test('the dialog has the color scheme of the page', async ({ page, openPage }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const { dialog, frame } = await look(page, openPage, ':root { color-scheme: light dark }');
  expect(dialog['color-scheme']).toBe('light dark');
  expect(dialog['background-color']).not.toBe('rgb(255, 255, 255)');
  expect(frame.color).toBe('rgb(255, 255, 255)');
});

test('fades in, unless the user prefers reduced motion', async ({ page, openPage }) => {
  await look(page, openPage, '');
  const animated = (motion) =>
    page.evaluate(async (motion) => {
      if (motion) await new Promise(requestAnimationFrame);
      const running = document.getAnimations().map(({ transitionProperty }) => transitionProperty);
      await Promise.all(document.getAnimations().map(({ finished }) => finished));
      const { opacity, translate } = getComputedStyle(document.querySelector('dialog'));
      return { running: running.filter(Boolean).sort(), opacity, translate };
    }, motion);
  expect(await animated()).toEqual({ running: [], opacity: '1', translate: 'none' });
  await page.evaluate('window.session.cancel()');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const transitions = page.evaluate(
    () =>
      new Promise((resolve) => {
        const started = [];
        document.addEventListener('transitionstart', ({ propertyName, pseudoElement }) => {
          started.push(`${pseudoElement}${propertyName}`);
          if (started.length === 3) resolve(started.sort());
        });
      }),
  );
  await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    const src = '/widget/flow-widget.js?fault=script-hang';
    openSession({ id: 'a', locale: 'en', src }).finished.catch(() => {});
  });
  expect(await transitions).toEqual(['::backdropopacity', 'opacity', 'translate']);
});

test("follows the font size in the user's settings", async ({ page, openPage }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 24 } });
  for (const css of ['', 'html { font-size: 10px }']) {
    const { dialog, container, title } = await look(page, openPage, css);
    expect([dialog.width, container['font-size'], title['font-size']]).toEqual(['720px', '24px', '24px']);
  }
});
