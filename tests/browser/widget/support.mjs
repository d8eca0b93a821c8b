// Opens pages with the widget stand-in and drives it as a user would, by label and heading.
import assert from 'node:assert/strict';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, chromiumPath, FAKE_CAMERA } from '../../../scripts/chromium-flags.mjs';
import { NAMES } from './names.mjs';

export const launch = () =>
  chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA] });

/**
 * Runs before the page's scripts. Records in `window.seen` the resources that the widget must release,
 * and the events that it dispatches. `?camera=` in the page's URL selects a fake camera, no camera, or a
 * late one, which opens once the test calls `window.allowCamera`.
 */
function instrument() {
  const camera = new URLSearchParams(location.search).get('camera');
  const seen = { tracks: [], timers: new Set(), finishes: [], errors: [], requests: 0 };
  window.seen = seen;
  window.addEventListener('error', (event) => seen.errors.push(event.message));
  window.addEventListener('finish', (event) => {
    seen.finishes.push(event);
  });
  const { setInterval, clearInterval, fetch } = window;
  window.setInterval = (...args) => {
    const id = setInterval(...args);
    seen.timers.add(id);
    return id;
  };
  window.clearInterval = (id) => {
    seen.timers.delete(id);
    clearInterval(id);
  };
  window.fetch = async (...args) => {
    seen.requests++;
    try {
      return await fetch(...args);
    } finally {
      seen.requests--;
    }
  };
  const devices = navigator.mediaDevices;
  if (camera === 'none') devices.enumerateDevices = async () => [];
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    if (camera === 'none') throw new DOMException('no camera', 'NotFoundError');
    if (camera === 'late') {
      await new Promise((resolve) => {
        window.allowCamera = resolve;
      });
    }
    const stream = await getUserMedia(constraints);
    seen.tracks.push(...stream.getTracks());
    return stream;
  };
}

const BODY =
  '<main><h1>Host</h1><div id="box" style="height:640px"><div id="w" style="height:100%"></div></div></main>';

// Pools of closed pages by browser. Opening a page takes as long as a short test, so tests reuse pages.
const pools = new WeakMap();

async function newPage(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.addInitScript(instrument);
  return page;
}

/**
 * Opens a page with the widget's script. `errors` collects the messages of uncaught errors; `close`
 * returns the page to the pool.
 *
 * @param {{ camera?: 'fake' | 'none' | 'late', fault?: string, type?: string, html?: string,
 *   headers?: Record<string, string>, viewport?: { width: number, height: number },
 *   colorScheme?: 'light' | 'dark' }} options
 */
export async function openPage(browser, server, options = {}) {
  const { camera = 'fake', fault = '', type = '', html, headers = {} } = options;
  const { viewport = { width: 480, height: 720 }, colorScheme = 'light' } = options;
  const pool = pools.get(browser) ?? [];
  pools.set(browser, pool);
  const page = pool.pop() ?? (await newPage(browser));
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const script = `<script ${type && `type="${type}"`} src="${server.origin}/widget.js?fault=${fault}"></script>`;
  await page.goto(`${server.page(html ?? `${BODY}${script}`, headers)}?camera=${camera}`);
  return {
    page,
    errors,
    async close() {
      page.removeAllListeners();
      await page.unrouteAll();
      pool.push(page);
    },
  };
}

/** Calls `startSession`; returns `undefined`, or the message of the error that it threw or rejected with. */
export const start = (page, config) =>
  page.evaluate(async (given) => {
    try {
      await window.FlowWidget.startSession(given);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : `not an Error: ${error}`;
    }
  }, config);

/** Returns the actions of a user of the widget in that locale. */
export function widgetUser(page, locale) {
  const names = NAMES[locale];
  const widget = page.getByRole('region', { name: names.region, exact: true });
  const button = (name) => page.getByRole('button', { name, exact: true });
  const user = {
    names,
    widget,
    button,
    field: (name) => widget.getByLabel(name, { exact: true }),
    click: (name) => button(name).click(),
    /** Waits for a screen by its heading, and returns the heading. */
    async sees(screen) {
      const heading = page.getByRole('heading', { name: names.headings[screen], exact: true });
      await heading.waitFor();
      return heading;
    },
    async begins() {
      await user.sees('intro');
      await user.click(names.start);
    },
    /** Starts the face check, which then completes by itself. */
    async startsLiveness(how = 'begin') {
      await user.sees('liveness');
      await user.click(names[how]);
    },
    /** Completes document recognition with the sample card. */
    async passesCard() {
      for (const side of ['front', 'back']) {
        await user.sees(side);
        await user.click(names.sample);
      }
      await user.sees('review');
      await user.click(names.correct);
    },
    async entersCode(code = '123456') {
      await user.sees('code');
      await user.field(names.code).fill(code);
      await user.click(names.confirm);
    },
    /** Ends the current step in the sandbox panel. */
    async simulates(outcome = '') {
      await widget.getByText(names.panel, { exact: true }).click();
      await user.field(names.outcome).selectOption(outcome);
      await user.click(names.apply);
    },
    /** Waits for the last screen and closes it. */
    async finishes(name = 'done') {
      await user.sees(name === 'done' ? 'passed' : 'failed');
      await user.click(names[name]);
    },
  };
  return user;
}

export const details = (page) => page.evaluate(() => window.seen.finishes.map(({ detail }) => detail));

/** Waits for a `finish` event, then returns the details of all `finish` events. */
export async function finished(page) {
  await page.waitForFunction(() => window.seen.finishes.length > 0);
  return details(page);
}

/** Asserts that the widget has released everything: DOM nodes, camera, timers and requests. */
export async function assertCleanedUp(page, selector = '#w') {
  await page.waitForFunction(() => window.seen.requests === 0);
  const remaining = await page.evaluate(
    (container) => ({
      nodes: document.querySelector(container)?.childNodes.length ?? 0,
      hosts: document.querySelectorAll('[data-flow-widget]').length,
      live: window.seen.tracks.filter((track) => track.readyState === 'live').length,
      timers: window.seen.timers.size,
    }),
    selector,
  );
  assert.deepEqual(remaining, { nodes: 0, hosts: 0, live: 0, timers: 0 });
}
