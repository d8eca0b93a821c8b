import assert from 'node:assert/strict';
import { chromium } from '@playwright/test';
import {
  ALLOW_LOOPBACK,
  CHROMIUM_FLAGS,
  chromiumPath,
  FAKE_CAMERA,
} from '../../../scripts/chromium-flags.mjs';
import { serve } from '../../../www/server/server.mjs';
import { instantSteps, SANDBOX, User } from '../../browser/e2e/fixtures.mjs';

/** A photo in the metadata makes the second of two steps unnecessary. */
const photo1 = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]).toString('base64');

/**
 * A browser and the sandbox. `flow(url)` opens an app and completes its widget's steps; what the page
 * logs as an error or throws is a failure.
 */
export async function openBrowser() {
  const sandbox = await serve({ sandbox: SANDBOX });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA, ...ALLOW_LOOPBACK],
  });

  async function open(url, work) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(instantSteps);
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        problems.push(`${message.text()} ${message.location().url}`);
    });
    try {
      await page.goto(url);
      return await work(page);
    } catch (error) {
      error.message += `\nOn the page: ${problems.join('\n')}`;
      throw error;
    } finally {
      await context.close();
      assert.deepEqual(problems, [], url);
    }
  }

  return {
    sandbox,
    open,
    async close() {
      await browser.close();
      await sandbox.close();
    },
    /** An app that takes the session's id and the script's address from its own. */
    async flow(url) {
      const id = await createSession(sandbox);
      const address = new URL(url);
      address.searchParams.set('id', id);
      address.searchParams.set('src', `${sandbox.url}/widget/flow-widget.umd.js`);
      const detail = await open(address.href, passThrough);
      assert.equal(detail.session_id, id);
      assert.equal(detail.status, 'finished');
    },
    /** What every entry exports once an app has imported them all. */
    exported: (url) =>
      open(url, async (page) => {
        const handle = await page.waitForFunction('globalThis.exported');
        return handle.jsonValue();
      }),
  };
}

/** Completes the widget's steps; returns what the app's `outcome` resolves with. */
export async function passThrough(page) {
  const user = new User(page, 'en');
  for (const step of ['intro', 'liveness']) {
    // Longer than a test's own steps may take: a development server may be at its first compilation.
    await user.widget.getByRole('heading', { name: user.names.headings[step] }).waitFor({ timeout: 60_000 });
    await (step === 'intro' ? user.begin() : user.liveness());
  }
  // The last screen goes by itself.
  return page.evaluate('globalThis.outcome');
}

async function createSession({ url }) {
  const answer = await fetch(`${url}/api/flow/everyone`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { face2face: { photo1 } } }),
  });
  assert.equal(answer.status, 201);
  return (await answer.json()).session_id;
}
