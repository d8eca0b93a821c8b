import { calls, expect, fail, notified, pollute, states, test, walk } from './fixtures.mjs';

const render = (page, name, props) =>
  page.evaluate(([name, props]) => window.render(name, props), [name, props]);

test('the component of the docs runs to the verdict', async ({ page, openApp, created, problems }) => {
  await openApp('vue');
  expect(await page.evaluate('window.version')).toMatch(/^3\./);
  await render(page, 'Verification');
  await walk(page);
  await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});

test('the composable of the docs opens a dialog, and runs to the verdict', async ({
  page,
  openApp,
  created,
  problems,
}) => {
  await openApp('vue');
  await render(page, 'VerifyButton');
  await page.getByRole('button', { name: 'Начать проверку' }).click();
  await expect(page.locator('dialog')).toBeVisible();
  await fail(page);
  await expect(page.getByText(/^Время истекло\./)).toBeVisible();
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});

test('the button of the docs reports nothing to Vue if the user closes the dialog or the session fails', async ({
  page,
  openApp,
  problems,
}) => {
  await openApp('vue', { fake: true });
  await render(page, 'VerifyButton');
  const button = page.getByRole('button', { name: 'Начать проверку' });
  await button.click();
  await expect.poll(() => page.evaluate('window.calls.length')).toBe(1);
  await page.evaluate("document.querySelector('dialog').close()");
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.route('**/api/flow', (route) => route.fulfill({ json: {} }));
  await button.click();
  await expect(page.getByRole('button', { name: 'Повторить' }).or(page.locator('p'))).toBeVisible();
  expect(problems).toEqual([]);
});

test('renders into the element of the option `container`', async ({ page, openApp, problems }) => {
  await openApp('vue', { fake: true });
  await render(page, 'Container');
  await page.getByRole('button').click();
  await expect(page.locator('#root div .drawn')).toBeAttached();
  await expect(page.locator('dialog')).toHaveCount(0);
  await expect(page.getByRole('button')).toContainText('active');
  expect(problems).toEqual([]);
});

test('passes attributes on; re-rendering with the same id changes nothing, and another id starts another session', async ({
  page,
  openApp,
}) => {
  await openApp('vue', { fake: true });
  await render(page, 'FlowWidget', { sessionId: 'one', class: 'mine', id: 'div' });
  const root = page.locator('div.mine#div');
  await expect(root).toHaveAttribute('data-state', 'active');
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active']);
  expect(await page.evaluate('window.calls[0].selector')).toBe('#div');
  await render(page, 'FlowWidget', { sessionId: 'one', locale: 'ru' });
  await render(page, 'FlowWidget', { sessionId: 'two' });
  await expect.poll(() => calls(page)).toEqual(['one', 'two']);
  await expect(page.locator('[data-state=active]')).toBeAttached();
  await page.evaluate('window.finish({ done: 1 })');
  await expect.poll(() => notified(page)).toContainEqual(['finish', { done: 1 }]);
});

test('unmounting cancels without a notification', async ({ page, openApp, problems }) => {
  await openApp('vue', { fake: true });
  await render(page, 'FlowWidget', { sessionId: 'one' });
  await expect(page.locator('[data-state=active] .drawn')).toBeAttached();
  await render(page, 'nothing');
  await expect(page.locator('[data-state]')).toHaveCount(0);
  await render(page, 'FlowWidget', { sessionId: 'two' });
  await expect.poll(() => calls(page)).toEqual(['one', 'two']);
  expect(await states(page)).not.toContain('cancelled');
  expect(problems).toEqual([]);
});

test('in KeepAlive, deactivation ends the session and activation starts another one', async ({
  page,
  openApp,
}) => {
  await openApp('vue', { fake: true });
  await render(page, 'FlowWidget', { alive: true, sessionId: 'one' });
  await expect(page.locator('[data-state=active]')).toBeAttached();
  await render(page, 'nothing', { alive: true });
  await expect(page.locator('[data-state]')).toHaveCount(0);
  await render(page, 'FlowWidget', { alive: true, sessionId: 'one' });
  await expect.poll(() => calls(page)).toEqual(['one', 'one']);
  await expect(page.locator('[data-state=active] .drawn')).toHaveCount(1);
  await page.evaluate("window.finish('done')");
  await expect(page.locator('[data-state=finished]')).toBeAttached();
  await render(page, 'nothing', { alive: true });
  await render(page, 'FlowWidget', { alive: true, sessionId: 'one' });
  await page.clock.runFor(1_000);
  expect(await calls(page)).toEqual(['one', 'one']);
});

test('the template ref can start and cancel a session; a failure emits an event, and is never unhandled', async ({
  page,
  openApp,
  problems,
}) => {
  await openApp('vue', { fake: true });
  await render(page, 'FlowWidget', { sessionId: 'one', manual: true });
  await expect(page.locator('[data-state=idle]')).toBeAttached();
  await page.evaluate('void window.handle.value.start()');
  await expect(page.locator('[data-state=active]')).toBeAttached();
  expect(await page.evaluate('window.handle.value.state')).toBe('active');
  await page.evaluate("window.handle.value.cancel('no')");
  await expect.poll(() => notified(page)).toContainEqual(['cancel', 'no']);
  await page.route('**/api/mine', (route) => route.fulfill({ status: 200, json: {} }));
  await render(page, 'FlowWidget', { endpoint: '/api/mine' });
  await expect.poll(() => notified(page)).toContainEqual(['error', 'invalid-response']);
  expect(problems).toEqual([]);
});

test('starts, once, when `manual` changes to false', async ({ page, openApp }) => {
  await openApp('vue', { fake: true });
  await render(page, 'FlowWidget', { sessionId: 'one', manual: true });
  await expect(page.locator('[data-state=idle]')).toBeAttached();
  await render(page, 'FlowWidget', { sessionId: 'one', manual: false });
  await expect(page.locator('[data-state=active]')).toBeAttached();
  await page.evaluate("window.finish('done')");
  await expect(page.locator('[data-state=finished]')).toBeAttached();
  await render(page, 'FlowWidget', { sessionId: 'one', manual: true });
  await render(page, 'FlowWidget', { sessionId: 'one' });
  expect(await calls(page)).toEqual(['one']);
});

test('a polluted Object.prototype chooses nothing', async ({ page, openApp, created }) => {
  await openApp('vue');
  // Vue copies inherited properties into the props.
  const attacked = await pollute(page);
  await render(page, 'FlowWidget', { endpoint: '/api/flow' });
  await expect(page.locator('[data-state=active]')).toBeAttached();
  expect(created.length).toBe(1);
  expect(attacked()).toEqual([]);
});
