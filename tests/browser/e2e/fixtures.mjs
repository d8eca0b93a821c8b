import { test as base, expect } from '@playwright/test';
import { serve } from '../../../www/server/server.mjs';
import { NAMES } from '../widget/names.mjs';

export { expect };

/** Prefix of the service's script URLs, which tests intercept. */
const REMOTE = 'https://remote.biometric.kz/widget/';

/** Init script: the stand-in widget skips the delays of its simulated work. */
export const instantSteps = () => {
  globalThis.flowSandboxInstant = true;
};

/** Options of the sandbox: the result is ready as soon as the session ends. */
export const SANDBOX = { settleMs: 0 };

export const test = base.extend({
  /** The playground's server with the sandbox; one per worker. */
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright requires a destructuring pattern
    async ({}, use) => {
      const server = await serve({ sandbox: SANDBOX });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    await page.addInitScript(instantSteps);
    await use(page);
  },

  /** The page's uncaught exceptions and console errors. */
  problems: async ({ page }, use) => {
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await use(problems);
  },

  /** Opens a page with this HTML, on the sandbox's origin. */
  openPage: async ({ page, server }, use) => {
    let count = 0;
    await use(async (html) => {
      const url = `${server.url}/page-${count++}.html`;
      const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>${html}`;
      await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.goto(url);
    });
  },
});

/** Serves the sandbox's widget at the service's production URLs. */
export async function standInForProduction(page, server) {
  await page.route(`${REMOTE}**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    const response = await fetch(server.url + path);
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' };
    await route.fulfill({ status: response.status, headers, body: await response.text() });
  });
}

/** Creates a session at the playground's backend. */
export async function createSession(server, flow, metadata) {
  const response = await fetch(`${server.url}/api/flow/${flow}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return response.json();
}

/** A user of the widget: finds its controls by their texts in a locale. */
export class User {
  constructor(page, locale) {
    this.page = page;
    this.names = NAMES[locale];
    this.widget = page.getByRole('region', { name: this.names.region });
  }

  async click(name) {
    await this.widget.getByRole('button', { name, exact: true }).click();
  }

  async sees(heading) {
    await expect(this.widget.getByRole('heading', { name: this.names.headings[heading] })).toBeVisible();
  }

  field(name) {
    return this.widget.getByRole('textbox', { name: this.names[name] });
  }

  async begin() {
    await this.sees('intro');
    await this.click(this.names.start);
  }

  async liveness() {
    await this.sees('liveness');
    await this.click(this.names.begin);
  }

  async card() {
    for (const side of ['front', 'back']) {
      await this.sees(side);
      await this.click(this.names.sample);
    }
    await this.sees('review');
    await this.click(this.names.correct);
  }

  async details(iin, phone) {
    await this.sees('details');
    if (iin) await this.field('iin').fill(iin);
    if (phone) await this.field('phone').fill(phone);
    await this.click(this.names.getCode);
  }

  async code() {
    await this.sees('code');
    await this.field('code').fill('123456');
    await this.click(this.names.confirm);
  }

  /** Adds the photo to compare with, if neither a document nor the metadata has one. */
  async reference() {
    await this.sees('reference');
    await this.click(this.names.sample);
  }

  async done() {
    await this.sees('passed');
    await this.click(this.names.done);
  }

  /** Completes every step of the first flow. */
  async complete() {
    await this.begin();
    await this.liveness();
    await this.reference();
    await this.done();
  }

  async leave() {
    await this.click(this.names.cancel);
    await this.sees('leave');
    await this.click(this.names.leave);
  }
}
