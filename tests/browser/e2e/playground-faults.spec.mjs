import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FAULTS } from '../../../www/js/faults.js';
import { expect, Person, test } from './fixtures.mjs';

/** Those that hold the widget up, or end by themselves, before a person could walk through it. */
const AT_ONCE = new Set(['finish-before-return']);

/** As a text: the page's policy takes no script from elsewhere. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const ALL = Object.values(FAULTS).flatMap((group) => Object.keys(group));

test('the menu has every fault, in groups, and nothing else', async ({ page }) => {
  await page.goto('/?locale=en');
  const menu = page.getByTestId('fault');
  await expect(menu).toBeVisible();
  const options = await menu.locator('option').evaluateAll((options) => options.map(({ value }) => value));
  expect(options).toEqual(['', ...ALL]);
  expect(await menu.locator('optgroup').count()).toBe(Object.keys(FAULTS).length);
});

/** Goes through the widget; returns once it has said finish. */
async function walk(page) {
  const me = new Person(page, 'en');
  await me.begin();
  await me.liveness();
  await me.reference();
  await me.done();
}

for (const fault of ALL) {
  test(`${fault} ends as announced`, async ({ page }) => {
    await page.goto(`/?flow=everyone&locale=en&fault=${fault}`);
    await expect(page.getByTestId('fault')).toHaveValue(fault);
    await expect(page.locator('#fault-about')).not.toBeEmpty();
    const [announced] = await page.getByTestId('fault-expected').all();
    const code = await announced.getAttribute('data-code');
    expect(code).not.toBe('');
    await page.getByTestId('start').click();
    const walks = code === 'finished' || fault in FAULTS.result || fault === 'abort-waiting';
    if (walks && !AT_ONCE.has(fault)) await walk(page);
    const card = page.getByTestId('fault-card').getByTestId('fault-actual');
    await expect(card).toHaveAttribute('data-code', code, { timeout: 25_000 });
    // The same stands beside the choice.
    await expect(page.locator('#fault-outcome').getByTestId('fault-actual')).toHaveAttribute(
      'data-code',
      code,
    );
    // Nothing of a session is left in the page, and the next one can begin.
    await expect(page.locator('#flow-widget')).toBeEmpty();
    await expect(page.getByTestId('start')).toBeEnabled();
  });
}

/** What must have been seen on the way, where the end alone would be that of a healthy run. */
const EVIDENCE = {
  'script-404-once': ({ answers }) => answers.some(({ path, status }) => path === SCRIPT && status === 404),
  'script-cut-once': ({ failures }) => failures.includes(SCRIPT),
  'trusted-types': ({ answers }) =>
    answers.some(({ policy }) => policy.includes("require-trusted-types-for 'script'")),
};
const SCRIPT = '/widget/flow-widget.umd.js';

for (const [fault, seen] of Object.entries(EVIDENCE)) {
  test(`${fault} ends well, though it happens`, async ({ page }) => {
    const answers = [];
    const failures = [];
    const pathOf = (request) => new URL(request.url()).pathname;
    page.on('requestfailed', (request) => failures.push(pathOf(request)));
    page.on('response', (answer) => {
      const policy = answer.headers()['content-security-policy'] ?? '';
      answers.push({ path: pathOf(answer.request()), status: answer.status(), policy });
    });
    await page.goto(`/?flow=everyone&locale=en&fault=${fault}`);
    await page.getByTestId('start').click();
    await new Person(page, 'en').sees('intro');
    expect(seen({ answers, failures }), JSON.stringify({ answers, failures })).toBe(true);
  });
}

test('a run after one with a policy is under the usual one again', async ({ page }) => {
  await page.goto('/?flow=everyone&locale=en&fault=csp-wasm');
  await page.getByTestId('start').click();
  await expect(page.getByTestId('error-code')).toHaveText('wasm-load-failed');
  await page.getByTestId('fault').selectOption('');
  await expect(page.getByTestId('fault-expected')).toHaveCount(1);
  await page.getByTestId('start').click();
  await new Person(page, 'en').sees('intro');
  expect(page.url()).not.toContain('policy=');
});

for (const locale of ['ru', 'en', 'kz']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing and nothing overflows: ${locale}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [width, height] of [
        [390, 844],
        [1280, 900],
      ]) {
        await page.setViewportSize({ width, height });
        await page.goto(`/?flow=everyone&locale=${locale}&fault=container-shadow`);
        await page.evaluate(axe);
        await page.getByTestId('start').click();
        await expect(page.getByTestId('fault-card')).toContainText('container-not-found');
        const { violations } = await page.evaluate(() => window.axe.run());
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        // With every text that the menu can show.
        const wide = await page.evaluate((faults) => {
          const menu = document.querySelector('#fault');
          return faults.filter((fault) => {
            menu.value = fault;
            menu.dispatchEvent(new Event('change', { bubbles: true }));
            const parts = [document.documentElement, ...document.querySelectorAll('#faults, #faults *')];
            return parts.some((part) => part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1);
          });
        }, ALL);
        expect(wide).toEqual([]);
        await expect(page.getByTestId('fault')).toHaveValue(ALL.at(-1));
      }
    });
  }
}
