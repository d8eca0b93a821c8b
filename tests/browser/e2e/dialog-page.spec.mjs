// What the page does to its style sheets, its zoom and its markup while the dialog is open.
import { expect, test } from './fixtures.mjs';
import { fakeWidget } from './verify-kit.mjs';

test.use({ viewport: { width: 1280, height: 800 } });

/** Opens a dialog in the page, whose handle is `window.session`. */
async function open(page) {
  await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    window.session = openSession({ id: 'a', src: '/widget/flow-widget.umd.js' });
    window.session.finished.catch(() => {});
    await window.session.started;
  });
}

/** Ends the session, and returns how many sheets and dialogs are left. */
const end = (page) =>
  page.evaluate(async () => {
    window.session.cancel();
    await window.session.finished.catch(() => {});
    const { get } = Object.getOwnPropertyDescriptor(Document.prototype, 'adoptedStyleSheets');
    return [get.call(document).length, document.getElementsByTagName('dialog').length];
  });

const box = (page) => page.locator('dialog').boundingBox();
const lock = (page) => page.evaluate(() => getComputedStyle(document.body).overflow);

test.beforeEach(async ({ page, openPage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await fakeWidget(page);
  await openPage('<main style="height: 3000px"><div id="theme"></div></main>');
});

const REPLACEMENTS = {
  'by another one': 'document.adoptedStyleSheets = [new CSSStyleSheet()]',
  'by none': 'document.adoptedStyleSheets = []',
  'by all but the last': 'document.adoptedStyleSheets.pop()',
};
for (const [name, script] of Object.entries(REPLACEMENTS))
  test(`the dialog keeps its styles if the page replaces its style sheets ${name}`, async ({ page }) => {
    await open(page);
    const before = await box(page);
    expect(before.width).toBeGreaterThan(400);
    await page.evaluate(script);
    await expect.poll(() => box(page)).toEqual(before);
    expect(await lock(page)).toBe('hidden');
    const own = name === 'by another one' ? 1 : 0;
    expect(await end(page)).toEqual([own, 0]);
    expect(await lock(page)).toBe('visible');
  });

const ZOOMS = {
  'of the root': "document.documentElement.style.zoom = '2'",
  'of the body': "document.body.style.zoom = '0.5'",
  'in a style sheet':
    "document.head.append(Object.assign(document.createElement('style'), { textContent: 'html { zoom: 2 }' }))",
};
for (const [name, script] of Object.entries(ZOOMS))
  test(`the dialog keeps its size if the page sets the zoom ${name}`, async ({ page }) => {
    await open(page);
    const before = await box(page);
    await page.evaluate(script);
    const isSame = async () => {
      const now = await box(page);
      return ['x', 'y', 'width', 'height'].every((key) => Math.abs(now[key] - before[key]) < 2);
    };
    await expect.poll(isSame).toBe(true);
    // The observer has had the time to react.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    expect(await isSame()).toBe(true);
    expect(await end(page)).toEqual([0, 0]);
  });

for (const form of ['<form name=NAME></form>', '<img name=NAME>', '<iframe name=NAME></iframe>'])
  test(`the dialog opens and closes although an element replaces the property: ${form}`, async ({ page }) => {
    for (const name of ['adoptedStyleSheets', 'documentElement', 'querySelectorAll']) {
      const errors = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.evaluate(
        (markup) => {
          document.getElementById('theme').innerHTML = markup;
        },
        form.replace('NAME', name),
      );
      await open(page);
      expect((await box(page)).width, name).toBeGreaterThan(400);
      expect(await end(page), name).toEqual([0, 0]);
      expect(errors, name).toEqual([]);
    }
  });

test('a copy of an open dialog in restored markup is removed when another one opens', async ({ page }) => {
  await open(page);
  expect(await page.locator('dialog').getAttribute('data-turbo-temporary')).toBe('');
  const markup = await page.evaluate('document.body.innerHTML');
  await end(page);
  await page.evaluate((markup) => {
    document.body.innerHTML = markup + markup;
  }, markup);
  expect(await page.locator('dialog').count()).toBe(2);
  await open(page);
  expect(await page.locator('dialog').count()).toBe(1);
  expect(await page.locator('dialog').evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  expect(await end(page)).toEqual([0, 0]);
});

test('a dialog that waits for the session before it is not taken for a copy', async ({ page }) => {
  await open(page);
  await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    const options = { id: 'b', src: '/widget/flow-widget.umd.js', conflict: 'replace' };
    const [second, third] = [openSession(options), openSession({ ...options, id: 'c' })];
    second.finished.catch(() => {});
    third.finished.catch(() => {});
    window.session = third;
    await third.started;
  });
  expect(await page.locator('dialog').count()).toBe(1);
  expect(await end(page)).toEqual([0, 0]);
});

test('the fields in the dialog work although the page prevents events that it captures', async ({ page }) => {
  await open(page);
  const seen = await page.evaluateHandle(() => {
    const seen = [];
    for (const name of ['keydown', 'keypress', 'keyup', 'beforeinput', 'submit'])
      document.addEventListener(
        name,
        (event) => {
          seen.push(name);
          event.preventDefault();
          event.stopImmediatePropagation();
        },
        true,
      );
    const form = document.createElement('form');
    form.innerHTML = '<input id="field"><button id="send">Send</button>';
    window.sent = [];
    for (const name of ['keyup', 'submit'])
      form.addEventListener(name, (event) => {
        window.sent.push([name, event.defaultPrevented].join());
        event.preventDefault();
      });
    document.querySelector('#drawn').append(form);
    return seen;
  });
  await page.locator('#field').focus();
  await page.keyboard.type('a1');
  expect(await page.locator('#field').inputValue()).toBe('a1');
  await page.locator('#send').click();
  expect(await page.evaluate('window.sent')).toEqual(['keyup,false', 'keyup,false', 'submit,false']);
  expect(new Set(await seen.jsonValue())).toEqual(
    new Set(['keydown', 'keypress', 'keyup', 'beforeinput', 'submit']),
  );
});
