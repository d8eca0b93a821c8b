import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describeFailure } from '../../../dist/messages.js';
import { expect, test, User } from './fixtures.mjs';

/** axe-core as text, because the page's CSP blocks scripts of other origins. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** The states of a run in which the widget fires `finish`, and of one in which it does not. */
const WITH_FINISH = ['preparing', 'loading', 'starting', 'active', 'waiting', 'finished'];
const WITHOUT_FINISH = WITH_FINISH.filter((state) => state !== 'waiting');

const low = { type: 'CALC_RESULT', detail: 'Low prediction' };
const eyes = { type: 'CALC_RESULT', detail: 'Closed eyes' };
const noCamera = { type: 'NO_CAM', detail: null };
const aborted = { type: 'CLIENT', detail: 'Operation aborted by user' };

/** The outcomes of the menu that need no user, with the verdict of each. */
const OUTCOMES = [
  { query: 'ending=passed', passed: true, reasons: [], states: WITH_FINISH },
  { query: 'ending=failed', passed: false, reasons: [low], states: WITH_FINISH },
  {
    query: 'ending=failed&reason=CALC_RESULT:+Closed+eyes',
    passed: false,
    reasons: [eyes],
    states: WITH_FINISH,
  },
  { query: 'ending=failed&reason=NO_CAM', passed: false, reasons: [noCamera], states: WITH_FINISH },
  { query: 'ending=cancelled', passed: false, reasons: [aborted], cancelled: true, states: WITH_FINISH },
  { query: 'ending=expired', passed: false, status: 'EXPIRED', states: WITHOUT_FINISH },
];

async function hasStates(page, states) {
  const items = page.getByTestId('states').getByTestId('state-item');
  await expect(items).toHaveCount(states.length);
  expect(await items.evaluateAll((items) => items.map((item) => item.dataset.state))).toEqual(states);
}

/** Checks that the page shows the package's message for a verdict or an error. */
async function hasMessage(page, outcome, locale) {
  const { message, advice, retry } = describeFailure(outcome, { locale });
  await expect(page.getByTestId('user-message-text')).toHaveText(message);
  await expect(page.getByTestId('user-message-advice')).toHaveText(advice);
  await expect(page.getByTestId('user-message-retry')).toHaveAttribute('data-value', String(retry));
}

async function start(page, query) {
  await page.goto(`/?flow=everyone&${query}`);
  await page.getByTestId('start').click();
}

const state = (page) => page.getByTestId('state');

for (const { query, passed, status, reasons = [], cancelled = false, states } of OUTCOMES) {
  test(`ends as announced: ${query}`, async ({ page, problems }) => {
    await start(page, `locale=en&${query}`);
    await expect(state(page)).toHaveAttribute('data-state', 'finished', { timeout: 30_000 });
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', String(passed));
    if (status) await expect(page.getByTestId('result')).toContainText(status);
    await hasStates(page, states);
    await hasMessage(page, { passed, status, cancelled, failureReasons: reasons }, 'en');
    await expect(page.getByTestId('start')).toBeEnabled();
    expect(problems).toEqual([]);
  });
}

test('shows the verdict of a session that ends on the phone', async ({ page, server, problems }) => {
  await start(page, 'locale=en&ending=phone');
  // The widget must have started: it cannot start a session that has ended.
  await expect(page.locator('#flow-widget').getByRole('link')).toBeVisible();
  const id = await page.locator('[data-event="session"] code').getAttribute('title');
  const response = await fetch(`${server.url}/sandbox/session/${id}/end`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"outcome":"passed"}',
  });
  expect(response.ok, await response.text()).toBe(true);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'true', { timeout: 30_000 });
  await hasStates(page, WITHOUT_FINISH);
  await expect(page.locator('#detail')).toContainText('another device');
  await expect(page.locator('#flow-widget')).toBeEmpty();
  expect(problems).toEqual([]);
});

test('the widget leads to the phone with a QR code and a link', async ({ page }) => {
  await start(page, 'locale=en&ending=phone');
  const link = page.locator('#flow-widget').getByRole('link');
  await expect(link).toHaveAttribute('href', /\/flow\/[0-9a-f-]{36}/);
  // The playground's server serves the hosted page.
  const hosted = await page.context().newPage();
  await hosted.goto(await link.getAttribute('href'));
  await expect(hosted.locator('#flow-page h2').first()).toBeVisible();
  await hosted.close();
});

test('lists the webhooks of the session, with the JSON on demand', async ({ page }) => {
  await start(page, 'locale=en&ending=failed&reason=CALC_RESULT:+Closed+eyes');
  await page.getByRole('tab', { name: 'Webhooks' }).click();
  const webhooks = page.getByTestId('webhooks').getByTestId('webhook');
  const end = webhooks.and(page.locator('[data-event="flow.end"]'));
  await expect(end).toHaveAttribute('data-success', 'false');
  await expect(webhooks.first()).toHaveAttribute('data-event', 'flow.start');
  await expect(webhooks.first()).toHaveAttribute('data-success', 'true');
  await expect(page.getByRole('tab', { name: `Webhooks ${await webhooks.count()}` })).toBeVisible();
  await expect(end.locator('.json').first()).toHaveCount(0);
  await end.locator('summary').first().click();
  await expect(end).toContainText('failure_reasons');
  await expect(end).toContainText('Closed eyes');
  await expect(end).toContainText('session_result');
  // A change of the language keeps the list.
  const count = await webhooks.count();
  await page.locator('#locale label[lang="ru"]').click();
  await expect(page.getByRole('tab', { name: 'Вебхуки' })).toBeVisible();
  await expect(webhooks).toHaveCount(count);
});

test('the next run has its own webhooks', async ({ page }) => {
  await start(page, 'locale=en&ending=passed');
  const webhooks = page.getByTestId('webhooks').getByTestId('webhook');
  const ends = webhooks.and(page.locator('[data-event="flow.end"]'));
  await expect(ends).toHaveCount(1);
  const count = await webhooks.count();
  await page.getByTestId('start').click();
  await expect(state(page)).toHaveAttribute('data-state', 'finished');
  await expect(ends).toHaveCount(1);
  await expect(webhooks).toHaveCount(count);
});

for (const locale of ['ru', 'kz']) {
  test(`shows the message for the user about a verdict in ${locale}`, async ({ page }) => {
    await start(page, `locale=${locale}&ending=failed&reason=CALC_RESULT:+Closed+eyes`);
    const verdict = { passed: false, failureReasons: [eyes] };
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'false');
    await hasMessage(page, verdict, locale);
    // The message follows the language of the page.
    await page.locator('#locale label[lang="en"]').click();
    await hasMessage(page, verdict, 'en');
  });

  test(`shows the message for the user about an error in ${locale}`, async ({ page }) => {
    await start(page, `locale=${locale}&fault=start-throws`);
    await expect(page.getByTestId('error-code')).toHaveText('start-failed');
    await hasMessage(page, { name: 'FlowWidgetError', code: 'start-failed' }, locale);
  });
}

test('shows the message for the user after a cancellation', async ({ page }) => {
  await start(page, 'locale=en');
  await new User(page, 'en').sees('intro');
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('cancelled')).toBeVisible();
  await hasMessage(page, new DOMException('', 'AbortError'), 'en');
});

test('cancelling while the verdict is awaited ends the run', async ({ page }) => {
  await start(page, 'locale=en&fault=result-pending');
  await new User(page, 'en').complete();
  await expect(state(page)).toHaveAttribute('data-state', 'waiting');
  await expect(page.getByTestId('result')).toHaveAttribute('data-status', 'waiting');
  await page.getByTestId('cancel').click();
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled');
  await expect(page.getByTestId('result')).toHaveAttribute('data-status', 'missing');
  await expect(page.getByTestId('start')).toBeEnabled();
});

test('a reload continues the verification', async ({ page, problems }) => {
  await start(page, 'locale=en&resume=true');
  const user = new User(page, 'en');
  await user.begin();
  await user.sees('liveness');
  const session = page.locator('[data-event="session"] code');
  const id = await session.getAttribute('title');
  await page.reload();
  await expect(page.getByTestId('notice')).toBeVisible();
  await expect(page.getByTestId('start')).toBeDisabled();
  await user.complete();
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'true');
  await expect(session).toHaveAttribute('title', id);
  await expect(page.getByTestId('notice')).toBeHidden();
  // The verification has ended, so another reload starts nothing.
  await page.reload();
  await expect(page.getByTestId('start')).toBeEnabled();
  await expect(state(page)).toHaveAttribute('data-state', 'idle');
  expect(problems).toEqual([]);
});

test('without the option, a reload starts nothing', async ({ page }) => {
  await start(page, 'locale=en');
  await new User(page, 'en').sees('intro');
  await page.reload();
  await expect(page.getByTestId('start')).toBeEnabled();
  await expect(state(page)).toHaveAttribute('data-state', 'idle');
  await expect(page.getByTestId('notice')).toBeHidden();
});

for (const display of ['dialog', 'viewport']) {
  test(`runs the widget in the package's dialog: ${display}`, async ({ page, problems }) => {
    await start(page, `locale=en&display=${display}`);
    const dialog = page.locator('dialog:modal');
    await expect(dialog).toHaveClass(
      display === 'viewport' ? /flow-widget-dialog-viewport/ : /^(?!.*viewport)/,
    );
    await new User(page, 'en').complete();
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'true');
    await expect(dialog).toHaveCount(0);
    expect(problems).toEqual([]);
  });
}

test('the request contains the outcome, the sample code does not', async ({ page }) => {
  await page.goto('/?locale=en&resume=true&display=viewport');
  await page.getByTestId('ending').selectOption('failed');
  await page.getByTestId('reason').selectOption('NO_CAM');
  await page.getByRole('tab', { name: 'Request' }).click();
  await expect(page.getByTestId('request')).toContainText('NO_CAM');
  await page.getByRole('tab', { name: 'Code' }).click();
  await expect(page.getByTestId('code-backend')).not.toContainText('NO_CAM');
  await expect(page.getByTestId('code-browser')).toContainText('resume: true');
  await expect(page.getByTestId('code-browser')).toContainText("dialog: { size: 'viewport' }");
  // The URL can be shared.
  await page.reload();
  await expect(page.getByTestId('ending')).toHaveValue('failed');
  await expect(page.getByTestId('reason')).toHaveValue('NO_CAM');
});

for (const locale of ['ru', 'en', 'kz']) {
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
  ]) {
    test(`no axe violations, and no text overflows: ${locale}, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await start(page, `locale=${locale}&ending=failed&display=fluid&resume=true`);
      await page.evaluate(axe);
      const webhook = page.getByTestId('webhook').last();
      await expect(webhook).toHaveAttribute('data-event', 'flow.end');
      for (const tab of ['progress', 'webhooks']) {
        await page.locator(`#tab-${tab}`).click();
        if (tab === 'webhooks') await webhook.locator('summary').first().click();
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          const { violations } = await page.evaluate(() => window.axe.run());
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        }
        const wide = await page.evaluate(() => {
          const selector = '.tabs, .segmented, .webhook summary, [data-testid="user-message"], .group';
          const parts = [document.documentElement, ...document.querySelectorAll(selector)];
          return parts
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.outerHTML);
        });
        expect(wide).toEqual([]);
      }
    });
  }
}
