// The modes of `verify` in the playground, with the sandbox's hosted page on an origin of its own.
import { describeFinding } from '../../../dist/messages.js';
import { expect, instantSteps, test, User } from './fixtures.mjs';

const state = (page) => page.getByTestId('state');

async function start(page, query) {
  await page.goto(`/?flow=everyone&${query}`);
  await page.getByTestId('start').click();
}

async function hasStates(page, states) {
  const items = page.getByTestId('states').getByTestId('state-item');
  await expect(items).toHaveCount(states.length);
  expect(await items.evaluateAll((items) => items.map((item) => item.dataset.state))).toEqual(states);
}

async function hasVerdict(page, passed) {
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', String(passed));
  await expect(state(page)).toHaveAttribute('data-state', 'finished');
  await expect(page.locator('#flow-widget')).toBeEmpty();
  await expect(page.getByTestId('start')).toBeEnabled();
}

const IN_FRAME = '#flow-widget iframe';
const HOSTED_STATES = ['preparing', 'loading', 'starting', 'active', 'finished'];

/** Returns the window that `act` opens, in which the steps take no time. */
async function opened(page, act) {
  await page.context().addInitScript(instantSteps);
  const [popup] = await Promise.all([page.waitForEvent('popup'), act()]);
  return popup;
}

/** Starts a verification with a redirect, and waits for the hosted page. */
async function leave(page, server, query) {
  await start(page, query);
  await page.waitForURL(`${server.hostedUrl}**`);
}

/**
 * The user's ways through the hosted page: returns what acts on it, and how the user comes back to the playground.
 */
const WAYS = {
  frame: async (page) => {
    await start(page, 'locale=en&mode=frame');
    return { hosted: page.frameLocator(IN_FRAME), back: () => {} };
  },
  window: async (page) => {
    const hosted = await opened(page, () => start(page, 'locale=en&mode=window'));
    // The page closes the window.
    return { hosted, back: () => hosted.isClosed() || hosted.waitForEvent('close') };
  },
  redirect: async (page, server) => {
    await leave(page, server, 'locale=en&mode=redirect');
    return {
      hosted: page,
      back: async () => {
        await expect(page.getByText('Go back to the site')).toBeVisible();
        await page.goBack();
      },
    };
  },
};

/** What the user does there, and the verdict. */
const ENDINGS = {
  passes: { act: (user) => user.complete(), passed: true },
  fails: {
    act: async (user) => {
      await user.begin();
      await user.sees('liveness');
      await user.widget.getByText(user.names.panel, { exact: true }).click();
      await user.widget.getByRole('combobox', { name: user.names.outcome }).selectOption({ index: 1 });
      await user.click(user.names.apply);
      await user.sees('failed');
      await user.click(user.names.close);
    },
    passed: false,
  },
  'gives up': { act: (user) => user.leave(), passed: false, cancelled: true },
};

for (const [mode, go] of Object.entries(WAYS)) {
  for (const [ending, { act, passed, cancelled = false }] of Object.entries(ENDINGS)) {
    test(`${mode}: the user ${ending} on the hosted page`, async ({ page, server, problems }) => {
      const { hosted, back } = await go(page, server);
      await act(new User(hosted, 'en'));
      await back();
      await hasVerdict(page, passed);
      const result = page.getByTestId('result');
      if (cancelled) await expect(result).toContainText('Operation aborted by user');
      await hasStates(page, mode === 'redirect' ? ['preparing', 'loading', 'finished'] : HOSTED_STATES);
      await expect(page.locator('#detail')).toContainText('on the service’s page');
      expect(problems).toEqual([]);
    });
  }
}

test('the hosted page is of another origin than the playground', async ({ page, server }) => {
  await start(page, 'locale=en&mode=frame');
  const user = new User(page.frameLocator(IN_FRAME), 'en');
  await user.sees('intro');
  const { origin } = new URL(await page.locator(IN_FRAME).getAttribute('src'));
  expect(origin).not.toBe(server.url);
  expect(origin).toBe(new URL(server.hostedUrl).origin);
  const frame = page.frames().find((candidate) => candidate.url().startsWith(origin));
  await expect(frame.evaluate('parent.document')).rejects.toThrow(/SecurityError|cross-origin/);
  // The policies of the page give the camera to the frame.
  expect(await frame.evaluate('document.featurePolicy.allowsFeature("camera")')).toBe(true);
});

test('a user who returns from a redirect too early can go on', async ({ page, server, problems }) => {
  await leave(page, server, 'locale=en&mode=redirect');
  await new User(page, 'en').sees('intro');
  const [id] = page.url().match(/[0-9a-f-]{36}/);
  await page.goBack();
  await expect(page.getByTestId('notice')).toBeVisible();
  await expect(state(page)).toHaveAttribute('data-state', 'active');
  await page.getByRole('link', { name: 'Open the verification' }).click();
  await page.waitForURL(`${server.hostedUrl}${id}**`);
  await new User(page, 'en').complete();
  await page.goBack();
  await hasVerdict(page, true);
  // The verification has ended, so a reload starts nothing.
  await page.reload();
  await expect(page.getByTestId('start')).toBeEnabled();
  await expect(state(page)).toHaveAttribute('data-state', 'idle');
  expect(problems).toEqual([]);
});

test('a window that the user closes cancels the verification', async ({ page }) => {
  const popup = await opened(page, () => start(page, 'locale=en&mode=window'));
  await new User(popup, 'en').sees('intro');
  await popup.close();
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled', { timeout: 30_000 });
});

test('a blocked window leaves a link, which leads to a verdict', async ({ page }) => {
  await start(page, 'locale=en&fault=popup-blocked');
  await expect(page.getByText('Your browser has blocked the new window.')).toBeVisible();
  const tab = await opened(page, () => page.getByRole('link', { name: 'Open the verification' }).click());
  await new User(tab, 'en').complete();
  await expect(page.getByTestId('fault-card').getByTestId('fault-actual')).toHaveAttribute(
    'data-code',
    'finished',
    { timeout: 25_000 },
  );
});

/** Faults of the page, and a mode in which the session continues. */
for (const [fault, fallback] of [
  ['script-404', 'frame'],
  ['csp-script', 'frame'],
  ['csp-wasm', 'frame'],
  ['trusted-types-none', 'frame'],
]) {
  test(`${fault}: the session continues in the fallback`, async ({ page }) => {
    await start(page, `locale=en&fault=${fault}&fallback=${fallback}`);
    await expect(page.getByTestId('fault-expected').first()).toHaveAttribute('data-code', 'finished');
    await new User(page.frameLocator(IN_FRAME), 'en').complete();
    await hasVerdict(page, true);
    await expect(page.getByTestId('fault-card')).toContainText('as expected');
    await expect(page.locator('[data-testid="state-item"][data-state="hosted"]')).toHaveCount(1);
  });
}

test('a fault after which the user returns from the fallback', async ({ page, server }) => {
  await leave(page, server, 'locale=en&fault=camera-denied&fallback=redirect');
  await new User(page, 'en').complete();
  await page.goBack();
  await hasVerdict(page, true);
  await expect(page.getByTestId('fault-card')).toContainText('as expected');
});

test('a fallback cannot help if no mode has a camera', async ({ page }) => {
  await start(page, 'locale=en&fault=camera-missing&fallback=redirect');
  await expect(page.getByTestId('error-code')).toHaveText('unsupported-environment');
  await expect(page.getByTestId('fault-card')).toContainText('as expected');
});

test('the code contains the mode and the fallback, and how to continue', async ({ page }) => {
  await page.goto('/?locale=en');
  const code = page.getByTestId('code-browser');
  await page.getByRole('tab', { name: 'Code' }).click();
  await expect(code).not.toContainText(/mode:|fallback:|hasPendingVerification/);
  await page.getByTestId('mode-choice').getByLabel('Frame').check();
  await page.getByTestId('fallback-choice').getByLabel('Redirect').check();
  await expect(code).toContainText("mode: 'frame'");
  await expect(code).toContainText("fallback: 'redirect'");
  await expect(code).toContainText("if (hasPendingVerification('/api/flow')) run();");
  await expect(page.getByTestId('resume')).toBeChecked();
  await expect(page.getByTestId('resume')).toBeDisabled();
  // The URL can be shared.
  await page.reload();
  await expect(page.getByTestId('mode-choice').getByLabel('Frame')).toBeChecked();
  await expect(page.getByTestId('fallback-choice').getByLabel('Redirect')).toBeChecked();
  // A mode is not its own fallback.
  await page.getByTestId('mode-choice').getByLabel('Redirect').check();
  await expect(page.getByTestId('fallback-choice').getByLabel('None')).toBeChecked();
  await expect(page.getByTestId('fallback-choice').getByLabel('Redirect')).toBeDisabled();
});

test('a fault brings its mode with it, and another mode drops it', async ({ page }) => {
  await page.goto('/?locale=en');
  const [mode, fault] = [page.getByTestId('mode-choice'), page.getByTestId('fault')];
  await fault.selectOption('csp-frame');
  await expect(mode.getByLabel('Frame')).toBeChecked();
  await mode.getByLabel('Widget').check();
  await expect(fault).toHaveValue('');
  await page.goto('/?locale=en&mode=redirect&fault=script-404');
  await expect(fault).toHaveValue('script-404');
  await expect(mode.getByLabel('Widget')).toBeChecked();
});

const report = (page) => page.getByTestId('environment');
const usable = (page) =>
  page
    .locator('#environment-modes li[data-usable="true"]')
    .evaluateAll((items) => items.map(({ dataset }) => dataset.mode));

for (const locale of ['ru', 'en', 'kz']) {
  test(`reports what \`checkEnvironment\` finds in this browser: ${locale}`, async ({ page, problems }) => {
    await page.goto(`/?locale=${locale}`);
    await expect(page.getByTestId('environment-state')).not.toBeEmpty();
    await expect(report(page)).not.toHaveAttribute('open');
    expect(await usable(page)).toEqual(['widget', 'frame', 'window', 'redirect']);
    await page.getByTestId('fault').selectOption('in-app-browser');
    const findings = page.getByTestId('finding');
    await expect(findings).toHaveCount(2);
    await expect(report(page)).toHaveAttribute('open');
    await expect(report(page)).toContainText('Instagram');
    for (const [index, code] of ['in-app-browser', 'camera-unsupported'].entries()) {
      await expect(findings.nth(index)).toHaveAttribute('data-code', code);
      await expect(findings.nth(index)).toHaveAttribute('data-severity', 'error');
      await expect(findings.nth(index)).toContainText(describeFinding({ code }, { locale }).message);
    }
    expect(await usable(page)).toEqual([]);
    // The browser is itself again.
    await page.getByTestId('fault').selectOption('');
    await expect(findings).toHaveCount(0);
    expect(await page.evaluate('navigator.userAgent')).not.toContain('Instagram');
    expect(await page.evaluate('typeof navigator.mediaDevices.getUserMedia')).toBe('function');
    expect(problems).toEqual([]);
  });
}

test('recommends another mode if the policy of the page blocks the widget', async ({ page }) => {
  await page.goto('/?locale=en&policy=no-wasm');
  await expect(page.getByTestId('finding')).toHaveAttribute('data-code', 'wasm-blocked');
  expect(await usable(page)).toEqual(['frame', 'window', 'redirect']);
  await expect(page.locator('[data-mode="frame"]')).toContainText('recommended');
  await page.goto('/?locale=en&policy=no-camera-in-frames');
  await expect(page.getByTestId('finding')).toHaveAttribute('data-severity', 'warning');
  expect(await usable(page)).toEqual(['widget', 'window', 'redirect']);
});

test('a check that is running when the user starts does not change the run', async ({ page }) => {
  await page.goto('/?locale=en');
  await expect(page.getByTestId('environment-state')).not.toBeEmpty();
  // The check waits for an answer of the browser.
  await page.evaluate(() => {
    navigator.permissions.query = () => new Promise(() => {});
    const fault = document.querySelector('#fault');
    const choose = (value) => {
      fault.value = value;
      fault.dispatchEvent(new Event('change', { bubbles: true }));
    };
    choose('camera-missing');
    document.querySelector('#start').click();
    window.during = Object.hasOwn(navigator.mediaDevices, 'enumerateDevices');
  });
  // The run has its own change, and restores the original.
  expect(await page.evaluate('during')).toBe(true);
  await expect(page.getByTestId('error-code')).toHaveText('unsupported-environment');
  await page.getByTestId('fault').selectOption('');
  expect(await page.evaluate(() => Object.hasOwn(navigator.mediaDevices, 'enumerateDevices'))).toBe(false);
});
