import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FAULTS } from '../../../www/js/faults.js';
import { expect, instantSteps, test, User } from './fixtures.mjs';

/** axe-core as text, because the page's CSP blocks scripts of other origins. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const ALL = Object.values(FAULTS).flatMap((group) => Object.keys(group));

/**
 * One or more faults of each group. The others run with `PLAYGROUND_FAULTS=all`, as in `npm run test:browsers`.
 * The fault matrix (tests/browser/matrix) covers the loader's behaviour, and tests/node/www/faults.test.mjs covers the
 * texts of the menu.
 */
const SAMPLE = [
  ...['script-404', 'script-404-once', 'script-cut-once', 'script-hang'],
  ...['global-missing', 'script-throws'],
  'session-unknown',
  ...['start-throws', 'start-rejects'],
  'finish-foreign',
  ...['container-moved', 'container-removed'],
  'abort-waiting',
  'conflict-replace',
  'backend-cut',
  'result-404',
  ...['csp-script', 'trusted-types', 'csp-frame'],
  ...['camera-denied', 'in-app-browser', 'popup-blocked'],
  'slim-corrupt',
];

test('the menu lists exactly the known faults, in groups', async ({ page }) => {
  await page.goto('/?locale=en');
  const menu = page.getByTestId('fault');
  await expect(menu).toBeVisible();
  const options = await menu.locator('option').evaluateAll((options) => options.map(({ value }) => value));
  expect(options).toEqual(['', ...ALL]);
  expect(await menu.locator('optgroup').count()).toBe(Object.keys(FAULTS).length);
});

test('the sample has a fault of each group', () => {
  for (const [group, faults] of Object.entries(FAULTS))
    expect(SAMPLE.filter((fault) => fault in faults).length, group).toBeGreaterThan(0);
  for (const fault of SAMPLE) expect(ALL).toContain(fault);
});

const SCRIPT = '/widget/flow-widget.umd.js';

/** Checks that a fault happened, for faults whose outcome is the same as that of a run without faults. */
const EVIDENCE = {
  'script-404-once': ({ responses }) =>
    responses.some(({ path, status }) => path === SCRIPT && status === 404),
  'script-cut-once': ({ failures }) => failures.includes(SCRIPT),
  'trusted-types': ({ responses }) =>
    responses.some(({ policy }) => policy.includes("require-trusted-types-for 'script'")),
};

/** Returns the page in which the user completes the steps. */
async function pageOfSteps(page, fault) {
  if (fault !== 'popup-blocked') return page;
  await page.context().addInitScript(instantSteps);
  const link = page.getByRole('link', { name: 'Open the verification' });
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  return tab;
}

/** Records the page's responses and failed requests. */
function traffic(page) {
  const seen = { responses: [], failures: [] };
  const pathOf = (request) => new URL(request.url()).pathname;
  page.on('requestfailed', (request) => seen.failures.push(pathOf(request)));
  page.on('response', (response) => {
    const policy = response.headers()['content-security-policy'] ?? '';
    seen.responses.push({ path: pathOf(response.request()), status: response.status(), policy });
  });
  return seen;
}

for (const fault of process.env.PLAYGROUND_FAULTS === 'all' ? ALL : SAMPLE) {
  test(`${fault} has the announced outcome`, async ({ page }) => {
    const seen = traffic(page);
    await page.goto(`/?flow=everyone&locale=en&fault=${fault}`);
    await expect(page.getByTestId('fault')).toHaveValue(fault);
    await expect(page.locator('#fault-about')).not.toBeEmpty();
    const [announced] = await page.getByTestId('fault-expected').all();
    const code = await announced.getAttribute('data-code');
    expect(code).not.toBe('');
    await page.getByTestId('start').click();
    const completes = code === 'finished' || fault in FAULTS.result || fault === 'abort-waiting';
    if (completes) await new User(await pageOfSteps(page, fault), 'en').complete();
    const card = page.getByTestId('fault-card').getByTestId('fault-actual');
    await expect(card).toHaveAttribute('data-code', code, { timeout: 25_000 });
    // The menu shows the same outcome.
    await expect(page.locator('#fault-outcome').getByTestId('fault-actual')).toHaveAttribute(
      'data-code',
      code,
    );
    if (!['finished', 'cancelled'].includes(code)) {
      await expect(page.getByTestId('error-code')).toHaveText(code);
      await expect(page.getByTestId('error-advice')).not.toBeEmpty();
      await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'failed');
    }
    // Nothing of the session is left in the page, and the next one can begin.
    await expect(page.locator('#flow-widget')).toBeEmpty();
    await expect(page.getByTestId('start')).toBeEnabled();
    if (fault in EVIDENCE) expect(EVIDENCE[fault](seen), JSON.stringify(seen)).toBe(true);
  });
}

test('a fault that changes the CSP does not affect the next run', async ({ page }) => {
  await page.goto('/?flow=everyone&locale=en&fault=csp-wasm');
  await page.getByTestId('start').click();
  await expect(page.getByTestId('error-code')).toHaveText('wasm-load-failed');
  await page.getByTestId('fault').selectOption('');
  await expect(page.getByTestId('fault-expected')).toHaveCount(1);
  await page.getByTestId('start').click();
  await new User(page, 'en').sees('intro');
  expect(page.url()).not.toContain('policy=');
});

const SIZES = [
  [390, 844],
  [1280, 900],
];

for (const locale of ['ru', 'en', 'kz']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no axe violations: ${locale}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await page.goto(`/?flow=everyone&locale=${locale}&fault=container-shadow`);
        await page.evaluate(axe);
        await page.getByTestId('start').click();
        await expect(page.getByTestId('fault-card')).toContainText('container-not-found');
        const { violations } = await page.evaluate(() => window.axe.run());
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
    });
  }

  test(`no text of the menu overflows: ${locale}`, async ({ page }) => {
    await page.goto(`/?flow=everyone&locale=${locale}&fault=container-shadow`);
    await page.getByTestId('start').click();
    await expect(page.getByTestId('fault-card')).toContainText('container-not-found');
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
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
