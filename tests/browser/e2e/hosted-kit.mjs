import { expect } from './fixtures.mjs';

/** The origin of the hosted page, another one than that of the test's page. */
export const HOSTED = 'https://hosted.test';

/**
 * Serves a hosted page at `HOSTED`. Its script defines `notify()`, which sends a message as the service's page may do.
 * Returns the URLs that were requested.
 */
export async function serveHosted(page, respond) {
  const urls = [];
  await page.context().route(`${HOSTED}/**`, (route) => {
    urls.push(route.request().url());
    if (respond) return respond(route);
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>hosted</title><h1>Hosted page</h1><script>
        const notify = (message = 'end') => (window.opener ?? window.parent).postMessage(message, '*');
      </script>`,
    });
  });
  return urls;
}

/** The options with which `verify` uses the hosted page. */
export const hosted = (mode, more) => ({ mode, hostedUrl: `${HOSTED}/flow/`, src: undefined, ...more });

/** Resolves to the frame with the hosted page, once it has loaded. */
export async function frameOf(page) {
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Hosted page' })).toBeVisible();
  return page.frames().find((frame) => frame.url().startsWith(HOSTED));
}

/** Counts the requests for the package's WebAssembly and for the widget's script. */
export function countWidgetRequests(page) {
  const urls = [];
  page.on('request', (request) => {
    if (/core|\/widget\/|\.wasm/.test(new URL(request.url()).pathname)) urls.push(request.url());
  });
  return urls;
}
