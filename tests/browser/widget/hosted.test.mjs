// The hosted page: the same stand-in in the whole viewport, with an end screen and a message to its opener. And the
// ES module in a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { browser, server } from './setup.mjs';
import { finished, openPage, widgetUser } from './support.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');

/** Opens the hosted page of a session. `problems` collects uncaught errors and console errors. */
async function openHosted(id, query = '?locale=en') {
  // Without an icon, a late 404 of /favicon.ico would count as a problem.
  const opened = await openPage(browser, server, { html: '<link rel="icon" href="data:,">' });
  const { page } = opened;
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`${server.origin}/flow/${id}${query}`);
  return { ...opened, problems, user: widgetUser(page, 'en') };
}

describe('hosted page', { concurrency: 3 }, () => {
  test('runs the session in the whole viewport, never shows a QR code, and ends with a screen', async () => {
    const id = server.session({ technologies: ['LDHP'], qr: 'always' });
    const { page, user, problems, close } = await openHosted(id);
    await user.sees('intro');
    const { width, height } = await page.locator('[data-flow-widget]').boundingBox();
    assert.deepEqual({ width, height }, page.viewportSize());
    await user.begins();
    await user.startsLiveness();
    // The success screen closes by itself.
    await user.sees('ended');
    assert.equal(server.state(id), 'finished');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.equal(await user.button(user.names.cancel).count(), 0);
    assert.deepEqual(problems, []);
    await close();
  });

  test('shows an accessible end screen after a cancellation as well', async () => {
    const { page, user, close } = await openHosted(server.session());
    await user.click(user.names.cancel);
    await user.click(user.names.leave);
    await user.sees('ended');
    // The page's CSP forbids a script element with the text.
    await page.evaluate(readFileSync(axe, 'utf8'));
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    await close();
  });

  test('sends a message to the page that embeds it', async () => {
    const id = server.session({ preset: { outcome: 'passed' } });
    const { page, close } = await openPage(browser, server, {
      html: `<script>
        window.messages = [];
        addEventListener('message', ({ data }) => messages.push(data));
      </script><iframe src="${server.origin}/flow/${id}?locale=ru" allow="camera"></iframe>`,
    });
    await page.waitForFunction(() => window.messages.length > 0);
    assert.deepEqual(await page.evaluate(() => window.messages), [{ type: 'flow-sandbox', event: 'end' }]);
    await page.frameLocator('iframe').getByText('Результат появится здесь.').waitFor();
    await close();
  });

  for (const [title, query, lead] of [
    ['sends the user back', '?locale=en', /^Go back to the site/],
    ['does not send the user away from an app', '?locale=en&web_view=true', /^The result will appear here/],
    ['treats only `web_view=true` as an app', '?locale=en&web_view=false', /^Go back to the site/],
  ]) {
    test(`${title} when the session has ended`, async () => {
      const { page, user, close } = await openHosted(
        server.session({ preset: { outcome: 'passed' } }),
        query,
      );
      await user.sees('ended');
      await page.getByText(lead).waitFor();
      await close();
    });
  }

  test('sends a message to its opener', async () => {
    const id = server.session({ preset: { outcome: 'passed' } });
    const { page, close } = await openPage(browser, server, {
      html: `<script>
        window.messages = [];
        addEventListener('message', ({ data }) => messages.push(data));
      </script>`,
    });
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => void open(url), `${server.origin}/flow/${id}?locale=kz`),
    ]);
    await page.waitForFunction(() => window.messages.length > 0);
    await widgetUser(popup, 'kz').sees('ended');
    await popup.close();
    await close();
  });

  test('takes the session and the locale from its URL if the script element has none', async () => {
    const { page, close } = await openHosted(server.session(), '?locale=kz&bare');
    await widgetUser(page, 'kz').sees('intro');
    await close();
  });

  test('is in Russian for an unknown locale', async () => {
    const { page, close } = await openHosted(server.session(), '?locale=de');
    await widgetUser(page, 'ru').sees('intro');
    await close();
  });

  for (const [title, id, reason] of [
    ['has ended', () => server.session({ state: 'finished' }), /already used/],
    ['has expired', () => server.session({ state: 'expired' }), /has expired/],
    ['is unknown', () => 'nobody', /no session nobody/],
  ]) {
    test(`says so if the session ${title}`, async () => {
      const { page, user, close } = await openHosted(id());
      await user.sees('unavailable');
      await page.getByText(reason).waitFor();
      await close();
    });
  }
});

describe('ES module', () => {
  test('runs a session and leaves no global variable', async () => {
    const id = server.session({ technologies: ['ED'] });
    const { page, errors, close } = await openPage(browser, server, {
      html: `<div id="w" style="height:640px"></div><script type="module">
        import { startSession } from '${server.origin}/widget.module.js';
        await startSession({ id: '${id}', selector: '#w', locale: 'en' });
      </script>`,
    });
    const user = widgetUser(page, 'en');
    await user.begins();
    await user.simulates();
    await user.finishes();
    assert.equal((await finished(page))[0].id, id);
    assert.equal(await page.evaluate(() => 'FlowWidget' in window), false);
    assert.deepEqual(errors, []);
    await close();
  });
});
