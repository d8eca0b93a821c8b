// A user who continues on a phone: the widget in the desktop's page fires no `finish` event.
import { expect, instantSteps, test, User } from './fixtures.mjs';

const CONTAINER = '<div id="flow-widget"></div>';

/** Calls `verify` in the page with a QR code as the only way on; `window.ended` resolves to its outcome. */
async function begin(page, config = {}) {
  await page.evaluate(async (config) => {
    const { verify } = await import('/dist/index.js');
    window.states = [];
    window.ended = verify({
      endpoint: '/api/flow/everyone',
      selector: '#flow-widget',
      locale: 'en',
      src: '/widget/flow-widget.umd.js',
      metadata: { sandbox: { qr: 'always' } },
      onState: (state) => window.states.push(state),
      ...config,
    });
  }, config);
}

/** Opens the address in the QR code, as a phone would, and completes the session there. */
async function completeOnPhone(page, context) {
  const link = page.getByRole('link', { name: 'Open the link here' });
  const phone = await context.newPage();
  await phone.addInitScript(instantSteps);
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(await link.getAttribute('href'));
  await new User(phone, 'en').complete();
  await expect(phone.getByRole('heading', { name: 'The verification has ended' })).toBeVisible();
  return phone;
}

test('resolves when the user has finished on the phone', async ({ page, context, openPage }) => {
  await page.clock.install();
  await openPage(CONTAINER);
  await begin(page);
  await completeOnPhone(page, context);
  expect(await page.evaluate('window.states.at(-1)')).toBe('active');
  // The first request for the verdict.
  await page.clock.fastForward(10_000);
  const verdict = await page.evaluate('window.ended');
  expect(verdict).toMatchObject({ status: 'FINISHED', passed: true, cancelled: false });
  expect(verdict).not.toHaveProperty('detail');
  expect(await page.evaluate('window.states.slice(-2)')).toEqual(['active', 'finished']);
  await expect(page.locator('#flow-widget')).toBeEmpty();
});

test('resolves at once when the user returns to the hidden tab', async ({ page, context, openPage }) => {
  await page.clock.install();
  await openPage(CONTAINER);
  await begin(page);
  const setVisibility = (state) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await expect(page.getByRole('link', { name: 'Open the link here' })).toBeVisible();
  await setVisibility('hidden');
  await completeOnPhone(page, context);
  // No time passes in the page.
  await setVisibility('visible');
  expect(await page.evaluate('window.ended')).toMatchObject({ passed: true });
});
