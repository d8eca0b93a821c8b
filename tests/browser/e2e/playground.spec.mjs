import { expect, test, User } from './fixtures.mjs';

/** The flows in the table of the service's guide, with the user's steps. */
const FLOWS = {
  everyone: {
    codes: ['LDHP', 'F2F'],
    async steps(user) {
      await user.liveness();
      await user.reference();
    },
  },
  individuals: {
    codes: ['LDHP', 'ED', 'F2F'],
    async steps(user) {
      await user.liveness();
      await user.details('900101350000', '+77001234567');
      await user.code();
    },
  },
  entities: {
    codes: ['LDHP', 'DR', 'F2F'],
    async steps(user) {
      await user.liveness();
      await user.card();
    },
  },
};

for (const [flow, { codes, steps }] of Object.entries(FLOWS)) {
  for (const locale of ['ru', 'en', 'kz']) {
    test(`completes the flow ${flow} in ${locale}`, async ({ page, problems }) => {
      await page.goto(`/?flow=${flow}&locale=${locale}`);
      await page.getByTestId('start').click();
      const user = new User(page, locale);
      await user.begin();
      await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'active');
      await steps(user);
      await user.done();
      await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'finished');
      await expect(page.getByTestId('finish-detail')).toContainText('session_id');
      await expect(page.getByTestId('result')).toHaveAttribute('data-status', 'complete');
      for (const code of codes) await expect(page.getByTestId('result')).toContainText(code);
      const states = page.getByTestId('states').getByTestId('state-item');
      const names = await states.evaluateAll((items) => items.map((item) => item.dataset.state));
      expect(names).toEqual(['preparing', 'loading', 'starting', 'active', 'waiting', 'finished']);
      expect(problems).toEqual([]);
    });
  }
}

test('finishes with a result when the user cancels in the widget', async ({ page }) => {
  await page.goto('/?flow=everyone&locale=en');
  await page.getByTestId('start').click();
  const user = new User(page, 'en');
  await user.sees('intro');
  await user.leave();
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'finished');
  await expect(page.getByTestId('finish-detail')).toContainText('Operation aborted by user');
  await expect(page.getByTestId('result')).toHaveAttribute('data-status', 'complete');
});

test('cancelling from the page empties the container, and the next session completes', async ({
  page,
  problems,
}) => {
  await page.goto('/?flow=everyone&locale=en');
  await page.getByTestId('start').click();
  const user = new User(page, 'en');
  await user.begin();
  await user.sees('liveness');
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'cancelled');
  await expect(user.widget).toHaveCount(0);
  await expect(page.locator('#flow-widget')).toBeEmpty();
  // The next session completes.
  await page.getByTestId('start').click();
  await user.complete();
  await expect(page.getByTestId('result')).toHaveAttribute('data-status', 'complete');
  expect(problems).toEqual([]);
});
