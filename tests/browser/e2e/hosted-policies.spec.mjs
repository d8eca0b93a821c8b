// Each mode works with exactly the headers that docs/modes.md lists.
import { readFileSync } from 'node:fs';
import { expect, test, User } from './fixtures.mjs';
import { HOSTED, serveHosted } from './hosted-kit.mjs';
import { CONTAINER, FakeBackend, PASSED } from './verify-kit.mjs';

const SERVICE = 'https://remote.biometric.kz';
const SCRIPT = `${SERVICE}/widget/flow-widget.umd.js`;

/** The rows of the table: mode, Content-Security-Policy, Permissions-Policy. */
const ROWS = [
  ...readFileSync('docs/modes.md', 'utf8').matchAll(/^\| `(\w+)` \| `([^`]*src[^`]*)` \| `([^`]*)` \|$/gm),
].map(([, ...cells]) => cells);

test('the table has all modes', () => {
  expect(ROWS.map(([mode]) => mode)).toEqual(['widget', 'frame', 'window', 'redirect']);
});

/** Opens the camera, which the mode must allow, and reports the end. */
const USE_CAMERA = `navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then((stream) => {
  for (const track of stream.getTracks()) track.stop();
`;

for (const [mode, csp, permissions] of ROWS)
  test(`these headers are enough for \`${mode}\``, async ({ page, server }) => {
    const url = `${server.url}/policy.html`;
    await page.route(url, (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: {
          'content-security-policy': `default-src 'none'; ${csp.replaceAll(SERVICE, mode === 'widget' ? SERVICE : HOSTED)}`,
          'permissions-policy': permissions.replaceAll(SERVICE, HOSTED),
        },
        body: `<!doctype html><title>policy</title>${CONTAINER}`,
      }),
    );
    await page.route(SCRIPT, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: `window.FlowWidget = { startSession() {
          ${USE_CAMERA} dispatchEvent(new CustomEvent('finish')); });
        } };`,
      }),
    );
    let cameraOpened = false;
    await serveHosted(page, (route) => {
      if (route.request().url().endsWith('/opened')) {
        cameraOpened = true;
        return route.fulfill({ status: 204 });
      }
      return route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><script>${USE_CAMERA} fetch('/opened').then(() => {
          if (window !== top || opener) (opener ?? parent).postMessage('end', '*');
          else history.back();
        }); });</script>`,
      });
    });
    const backend = await FakeBackend.at(page);
    const violations = [];
    page.on('console', (message) => {
      if (/Content.Security.Policy|Permissions.Policy/i.test(message.text())) violations.push(message.text());
    });
    backend.onGet = (route) => route.fulfill({ json: PASSED });
    await page.goto(url);
    const run = (page) =>
      page.evaluate(
        async ([mode, hostedUrl]) => {
          const { verify } = await import('/dist/index.js');
          const { passed } = await verify({
            endpoint: '/api/mine',
            selector: '#flow-widget',
            mode,
            hostedUrl,
          });
          return passed;
        },
        [mode, `${HOSTED}/flow/`],
      );
    if (mode === 'redirect') {
      await run(page).catch(() => {});
      await expect.poll(() => cameraOpened).toBe(true);
      await page.waitForURL(url);
    }
    expect(await run(page)).toBe(true);
    expect(mode === 'widget' || cameraOpened).toBe(true);
    expect(violations).toEqual([]);
  });

test('the headers of docs/sandbox.md are enough for the stand-in widget', async ({ page, server }) => {
  const [, csp] = readFileSync('docs/sandbox.md', 'utf8').match(/^\| `widget` \| `(.*)` \|$/m);
  // The page and the sandbox have different origins.
  const app = server.url.replace('127.0.0.1', 'localhost');
  const url = `${app}/policy.html`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: {
        'content-security-policy': `default-src 'none'; ${csp.replaceAll('http://127.0.0.1:8787', server.url)}`,
      },
      body: `<!doctype html><title>policy</title>${CONTAINER}`,
    }),
  );
  const violations = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(url);
  await page.evaluate((src) => {
    window.ended = import('/dist/index.js').then(({ verify }) =>
      verify({ endpoint: '/api/flow/everyone', selector: '#flow-widget', locale: 'en', src }),
    );
  }, `${server.url}/widget/flow-widget.umd.js`);
  await new User(page, 'en').complete();
  expect(await page.evaluate('window.ended')).toMatchObject({ passed: true });
  expect(violations).toEqual([]);
});
