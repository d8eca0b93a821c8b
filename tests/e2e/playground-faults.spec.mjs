import { FAULTS } from '../../www/js/faults.js';
import { expect, Person, test } from './fixtures.mjs';

/** Those that hold the widget up, or end by themselves, before a person could walk through it. */
const AT_ONCE = new Set(['finish-before-return']);

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
