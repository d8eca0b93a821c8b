// The example of a login form with the hosted page and the site's own API.
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.mjs';

const FOLDER = 'examples/hosted-login';
const IMPORTS = `<script type="importmap">{ "imports": {
  "flow-widget-loader": "/dist/index.js", "flow-widget-loader/messages": "/dist/messages.js"
} }</script>`;

/** Opens the example. `answers` are the responses of the site's API, in order; the last one repeats. */
async function open(page, server, answers) {
  const requests = [];
  const html = readFileSync(`${FOLDER}/index.html`, 'utf8').replace('<script', `${IMPORTS}<script`);
  // The example leaves `hostedUrl` out, so that it is the service's.
  await page
    .context()
    .route('https://remote.biometric.kz/flow/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<h1>Hosted page</h1>' }),
    );
  await page.route(`${server.url}/login/**`, (route) => {
    const isScript = route.request().url().endsWith('.js');
    return route.fulfill({
      contentType: isScript ? 'text/javascript' : 'text/html',
      body: isScript ? readFileSync(`${FOLDER}/login.js`, 'utf8') : html,
    });
  });
  await page.route('**/account?action=*', (route) => {
    const action = new URL(route.request().url()).searchParams.get('action');
    requests.push([action, route.request().postDataJSON(), route.request().headers()['x-csrf-token']]);
    const count = requests.filter(([name]) => name === 'result').length;
    return route.fulfill(
      action === 'create'
        ? { json: { session_id: 's-1' } }
        : { json: answers[Math.min(count, answers.length) - 1] },
    );
  });
  await page.goto(`${server.url}/login/`);
  await page.getByLabel('IIN').fill('940816300030');
  await page.getByLabel('Phone').fill('+7 (701) 000-00-00');
  return requests;
}

test('signs in after the hosted page, and reloads', async ({ page, server }) => {
  const requests = await open(page, server, [{ pending: true }, { ok: true }]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.frameLocator('dialog iframe').getByText('Hosted page')).toBeVisible();
  const reloaded = page.waitForEvent('load');
  for (let count = 0; count < 2; count++) {
    await page.evaluate(() => dispatchEvent(new Event('pageshow')));
    await expect.poll(() => requests.length).toBeGreaterThan(1 + count);
  }
  await reloaded;
  expect(requests[0]).toEqual(['create', { iin: '940816300030', phone: '+77010000000' }, 'token']);
  expect(requests[1]).toEqual(['result', { session_id: 's-1' }, 'token']);
});

test('says why the user has not passed', async ({ page, server }) => {
  await open(page, server, [{ ok: false, reason: 'TIMEOUT' }]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('dialog iframe')).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('pageshow')));
  await expect(page.locator('#status')).toHaveText(/Time ran out/);
});
