import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { calls, expect, fail, notified, pollute, states, test, walk } from './fixtures.mjs';
import { APPS } from './prepare.mjs';

/** Renders the component with these props and new callbacks, like a parent that re-renders. */
const render = (page, name, props) =>
  page.evaluate(([name, props]) => window.render(name, props), [name, props]);

/** Renders the component to HTML in Node, with the app's version of React. */
async function serverRender(app, props) {
  const alias = app === 'react18' ? { react: 'react18', 'react-dom': 'react-dom18' } : {};
  const contents = `import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { FlowWidget } from 'flow-widget-loader/react';
    module.exports = (props) => renderToString(createElement(FlowWidget, props));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: APPS },
    absWorkingDir: APPS,
    alias,
    bundle: true,
    platform: 'node',
    external: ['./core-inline.js', './verdict.js', './dialog.js', './environment.js'],
    logLevel: 'error',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'require', outputFiles[0].text)(module, createRequire(import.meta.url));
  return module.exports(props);
}

for (const [app, version] of [
  ['react18', /^18\./],
  ['react19', /^19\./],
]) {
  test.describe(app, () => {
    test('the component of the docs runs to the verdict', async ({ page, openApp, created, problems }) => {
      await openApp(app);
      expect(await page.evaluate('window.version')).toMatch(version);
      await render(page, 'Verification', { strict: true });
      await walk(page);
      await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
      expect(created.length).toBe(1);
      expect(problems).toEqual([]);
    });

    test('the hook of the docs opens a dialog, and runs to the verdict', async ({
      page,
      openApp,
      created,
      problems,
    }) => {
      await openApp(app);
      await render(page, 'VerifyButton', { strict: true });
      await page.getByRole('button', { name: 'Начать проверку' }).click();
      await expect(page.locator('dialog')).toBeVisible();
      await fail(page);
      await expect(page.getByText(/^Время истекло\./)).toBeVisible();
      await expect(page.locator('dialog')).toHaveCount(0);
      expect(created.length).toBe(1);
      expect(problems).toEqual([]);
    });

    test('starts one session when StrictMode mounts twice', async ({ page, openApp, created }) => {
      await openApp(app, { fake: true });
      await render(page, 'FlowWidget', { strict: true, endpoint: '/api/flow', className: 'mine', id: 'div' });
      const root = page.locator('div.mine#div');
      await expect(root).toHaveAttribute('data-state', 'active');
      expect(await page.evaluate('window.mounts')).toBe(2);
      expect(created.length).toBe(1);
      expect((await calls(page)).length).toBe(1);
      expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active']);
      expect(await page.evaluate('window.calls[0].selector')).toBe('#div');
    });

    test('re-rendering with the same id changes nothing, and another id starts another session', async ({
      page,
      openApp,
    }) => {
      await openApp(app, { fake: true });
      const root = page.locator('[data-state]');
      await render(page, 'FlowWidget', { sessionId: 'one', config: { retries: 1 } });
      await expect(root).toHaveAttribute('data-state', 'active');
      await render(page, 'FlowWidget', { sessionId: 'one', config: { retries: 1 }, locale: 'ru' });
      await render(page, 'FlowWidget', { sessionId: 'two' });
      await expect.poll(() => calls(page)).toEqual(['one', 'two']);
      await expect(root).toHaveAttribute('data-state', 'active');
      await page.evaluate('window.finish({ done: 1 })');
      await expect.poll(() => notified(page)).toContainEqual(['finish', { done: 1 }]);
      await render(page, 'FlowWidget', { sessionId: 'two', locale: 'en' });
      await render(page, 'FlowWidget', {});
      await render(page, 'FlowWidget', { sessionId: 'two', manual: true });
      await page.clock.runFor(1_000);
      expect(await calls(page)).toEqual(['one', 'two']);
    });

    test('unmounting cancels without a notification', async ({ page, openApp, problems }) => {
      await openApp(app, { fake: true });
      await render(page, 'FlowWidget', { strict: true, sessionId: 'one' });
      await expect(page.locator('[data-state=active] .drawn')).toBeAttached();
      const before = await notified(page);
      await render(page, 'nothing');
      await expect(page.locator('#root')).toBeEmpty();
      await render(page, 'FlowWidget', { sessionId: 'two' });
      await expect.poll(() => calls(page)).toEqual(['one', 'two']);
      expect((await notified(page)).slice(before.length).map(([, state]) => state)).not.toContain(
        'cancelled',
      );
      expect(problems).toEqual([]);
    });

    test('hydrates server-rendered HTML, and starts', async ({ page, openApp, problems }) => {
      await openApp(app, { fake: true });
      const html = await serverRender(app, { sessionId: 'one', className: 'mine' });
      expect(html).toBe('<div class="mine" data-state="idle"></div>');
      await page.evaluate(
        ([html, props]) => {
          window.hydrate(html, 'FlowWidget', { strict: true, ...props });
          window.rendered = document.querySelector('.mine');
        },
        [html, { sessionId: 'one', className: 'mine' }],
      );
      await expect(page.locator('.mine[data-state=active] .drawn')).toBeAttached();
      expect(await page.evaluate("window.rendered === document.querySelector('.mine')")).toBe(true);
      expect(await calls(page)).toEqual(['one']);
      expect((await notified(page)).map(([name]) => name)).not.toContain('mismatch');
      expect(problems).toEqual([]);
    });

    test('renders <flow-widget> in JSX with attributes, properties and events', async ({
      page,
      openApp,
      problems,
    }) => {
      await openApp(app, { fake: true });
      await render(page, 'Element', { strict: true, 'session-id': 'one', locale: 'kk' });
      await expect(page.locator('#root > flow-widget[state=active] .drawn')).toBeAttached();
      expect(await page.evaluate('window.calls')).toMatchObject([{ id: 'one', locale: 'kz' }]);
      // React 18 does not support custom events of elements.
      if (app === 'react18') return;
      await page.evaluate('window.finish({ done: 1 })');
      await expect.poll(() => notified(page)).toContainEqual(['jsx', { done: 1 }]);
      await render(page, 'Element', { portal: true, sessionId: 'two', config: { conflict: 'replace' } });
      await expect(page.locator('body > flow-widget[state=active]')).toBeAttached();
      expect(await page.evaluate("document.querySelector('flow-widget').config")).toEqual({
        conflict: 'replace',
      });
      expect(await calls(page)).toEqual(['one', 'two']);
      expect(problems).toEqual([]);
    });

    test('passes a failure to onError, and never leaves it unhandled', async ({
      page,
      openApp,
      problems,
    }) => {
      await openApp(app, { fake: true });
      await page.route('**/api/mine', (route) => route.fulfill({ status: 200, json: {} }));
      await render(page, 'FlowWidget', { endpoint: '/api/mine' });
      await expect.poll(() => notified(page)).toContainEqual(['error', 'invalid-response']);
      await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'failed');
      expect(problems).toEqual([]);
    });

    test('the ref can start and cancel a session', async ({ page, openApp }) => {
      await openApp(app, { fake: true });
      await render(page, 'FlowWidget', { sessionId: 'one', manual: true });
      await expect(page.locator('[data-state=idle]')).toBeAttached();
      await page.evaluate('void window.handle.current.start()');
      await expect(page.locator('[data-state=active]')).toBeAttached();
      await page.evaluate("window.handle.current.cancel('no')");
      await expect.poll(() => notified(page)).toContainEqual(['cancel', 'no']);
      await expect(page.locator('[data-state=cancelled]')).toBeAttached();
      expect(
        await page.evaluate(() => {
          const outcome = window.handle.current.start();
          setTimeout(function finish() {
            if (window.calls.length < 2) return setTimeout(finish, 10);
            window.finish('done');
          });
          return outcome;
        }),
      ).toBe('done');
    });

    test('starts, once, when `manual` changes to false', async ({ page, openApp }) => {
      await openApp(app, { fake: true });
      await render(page, 'FlowWidget', { strict: true, sessionId: 'one', manual: true });
      await expect(page.locator('[data-state=idle]')).toBeAttached();
      await render(page, 'FlowWidget', { strict: true, sessionId: 'one', manual: false });
      await expect(page.locator('[data-state=active]')).toBeAttached();
      await page.evaluate("window.finish('done')");
      await expect(page.locator('[data-state=finished]')).toBeAttached();
      await render(page, 'FlowWidget', { strict: true, sessionId: 'one', manual: true });
      await render(page, 'FlowWidget', { strict: true, sessionId: 'one' });
      expect(await calls(page)).toEqual(['one']);
    });

    test('a `manual` of <flow-widget> in JSX that is false, at first or later, starts a session', async ({
      page,
      openApp,
    }) => {
      await openApp(app, { fake: true });
      await render(page, 'Element', { 'session-id': 'one', manual: false, resume: false });
      await expect(page.locator('flow-widget')).toHaveAttribute('state', 'active');
      await render(page, 'nothing');
      await expect(page.locator('flow-widget')).toHaveCount(0);
      await render(page, 'Element', { 'session-id': false, endpoint: false, manual: false });
      await expect(page.locator('flow-widget')).toHaveCount(1);
      await render(page, 'Element', { 'session-id': false, endpoint: null, manual: true });
      await expect(page.locator('flow-widget[manual=true], flow-widget[manual=""]')).toHaveCount(1);
      await render(page, 'Element', { 'session-id': 'two', manual: true });
      await expect(page.locator('flow-widget[session-id=two]')).not.toHaveAttribute('state');
      await render(page, 'Element', { 'session-id': 'two', manual: false });
      await expect(page.locator('flow-widget')).toHaveAttribute('state', 'active');
      expect(await calls(page)).toEqual(['one', 'two']);
    });

    test('a polluted Object.prototype chooses nothing', async ({ page, openApp, created }) => {
      await openApp(app);
      const attacked = await pollute(page);
      // With a ref, React 19 copies the inherited properties into the props.
      await render(page, 'FlowWidget', { endpoint: '/api/flow', config: {} });
      await expect(page.locator('#root > [data-state=active]')).toBeAttached();
      expect(created.length).toBe(1);
      expect(attacked()).toEqual([]);
    });

    test('shares one instance and core with the page', async ({ page, openApp }) => {
      const requested = [];
      page.on('request', (request) => requested.push(request.url()));
      await openApp(app, { fake: true });
      await render(page, 'FlowWidget', { sessionId: 'one' });
      await expect(page.locator('[data-state=active]')).toBeAttached();
      const code = await page.evaluate(() =>
        window.openSession({ id: 'two', container: document.body }).finished.catch(({ code }) => code),
      );
      expect(code).toBe('session-active');
      expect(requested.filter((url) => /core-inline/.test(url)).length).toBe(1);
    });
  });
}

test('hiding with Activity ends the session, and showing it again starts another one', async ({
  page,
  openApp,
}) => {
  await openApp('react19', { fake: true });
  await render(page, 'Hidden', { sessionId: 'one' });
  await expect(page.locator('[data-state=active]')).toBeAttached();
  await render(page, 'Hidden', { sessionId: 'one', hidden: true });
  await expect(page.locator('[data-state=cancelled]')).toBeAttached();
  await expect(page.locator('.drawn')).toHaveCount(0);
  await render(page, 'Hidden', { sessionId: 'one' });
  await expect(page.locator('[data-state=active] .drawn')).toHaveCount(1);
  expect(await calls(page)).toEqual(['one', 'one']);
});
