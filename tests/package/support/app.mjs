import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertRetries, openBrowser } from './browser.mjs';
import { exportedBy } from './entries.mjs';
import { serveFolder } from './static.mjs';

/**
 * Registers hooks that build an app, serve its folder and open a browser, and close both at the end.
 *
 * @param build builds the app and returns its folder
 */
export function builtApp(build) {
  let folder;
  let browser;
  let server;
  before(async () => {
    folder = await build();
    browser = await openBrowser();
    server = await serveFolder(folder);
  });
  after(async () => {
    await server?.close();
    await browser?.close();
  });
  return {
    /** Opens a page of the app and completes a verification. */
    flow: (path) => browser.flow(server.url + path),
    /** Asserts that a page which imports every entry point gets the same exports as Node. */
    async exportsAll(path) {
      assert.deepEqual(await browser.exported(server.url + path), await exportedBy(folder));
    },
    /** See `assertRetries`. */
    retries: (path, options) => assertRetries(browser, server.url + path, options),
    get folder() {
      return folder;
    },
  };
}
