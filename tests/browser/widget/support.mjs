// A browser with a page that has the stand-in in it, and a person's way of using it.
import assert from 'node:assert/strict';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, chromiumPath, FAKE_CAMERA } from '../../../scripts/chromium-flags.mjs';
import { NAMES } from './names.mjs';

export const launch = () =>
  chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA] });

/**
 * Runs before any script of the page: keeps what the widget must give back, and what it dispatches.
 * The page's address says which camera it has.
 */
function watch() {
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
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    if (camera === 'none') throw new DOMException('no camera', 'NotFoundError');
    if (camera === 'late') {
      await new Promise((resolve) => {
        window.allowCamera = resolve;
      });
    }
    const stream = await real(constraints);
    seen.tracks.push(...stream.getTracks());
    return stream;
  };
}

const BODY =
  '<main><h1>Host</h1><div id="box" style="height:640px"><div id="w" style="height:100%"></div></div></main>';

// A new page costs as much as a short test, so pages are used again, by one test at a time.
const idle = new WeakMap();

async function newPage(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.addInitScript(watch);
  return page;
}

/**
 * Opens a page with the widget's script; `errors` collects those that nobody caught.
 *
 * @param {{ camera?: 'fake' | 'none' | 'late', fault?: string, type?: string, html?: string,
 *   headers?: Record<string, string>, viewport?: { width: number, height: number },
 *   colorScheme?: 'light' | 'dark' }} options
 */
export async function openPage(browser, server, options = {}) {
  const { camera = 'fake', fault = '', type = '', html, headers = {} } = options;
  const { viewport = { width: 480, height: 720 }, colorScheme = 'light' } = options;
  const pool = idle.get(browser) ?? [];
  idle.set(browser, pool);
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

/** Calls `startSession`; answers `undefined`, or the message with which it threw or rejected. */
export const start = (page, config) =>
  page.evaluate(async (given) => {
    try {
      await window.FlowWidget.startSession(given);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : `not an Error: ${error}`;
    }
  }, config);

/** How a person who reads the locale uses the widget. */
export function person(page, locale) {
  const names = NAMES[locale];
  const widget = page.getByRole('region', { name: names.region, exact: true });
  const button = (name) => page.getByRole('button', { name, exact: true });
  const me = {
    names,
    widget,
    button,
    field: (name) => widget.getByLabel(name, { exact: true }),
    click: (name) => button(name).click(),
    /** Waits for a screen, and sees that its heading has the focus. */
    async sees(screen) {
      const heading = page.getByRole('heading', { name: names.headings[screen], exact: true });
      await heading.waitFor();
      return heading;
    },
    async begins() {
      await me.sees('intro');
      await me.click(names.start);
    },
    async passesLiveness(how = 'begin') {
      await me.sees('liveness');
      await me.click(names[how]);
    },
    async passesCard() {
      for (const side of ['front', 'back']) {
        await me.sees(side);
        await me.click(names.sample);
      }
      await me.sees('review');
      await me.click(names.correct);
    },
    async passesCode(code = '123456') {
      await me.sees('code');
      await me.field(names.code).fill(code);
      await me.click(names.confirm);
    },
    /** Ends the step under way by the sandbox's panel. */
    async simulates(outcome = '') {
      await widget.getByText(names.panel, { exact: true }).click();
      await me.field(names.outcome).selectOption(outcome);
      await me.click(names.apply);
    },
    async finishes(name = 'done') {
      await me.sees(name === 'done' ? 'passed' : 'failed');
      await me.click(names[name]);
    },
  };
  return me;
}

export const details = (page) => page.evaluate(() => window.seen.finishes.map(({ detail }) => detail));

/** The details of the finish events, once there is one. */
export async function finished(page) {
  await page.waitForFunction(() => window.seen.finishes.length > 0);
  return details(page);
}

/** Nothing of the widget is left: DOM, camera, timers, requests. */
export async function assertGone(page, selector = '#w') {
  await page.waitForFunction(() => window.seen.requests === 0);
  const left = await page.evaluate(
    (container) => ({
      nodes: document.querySelector(container)?.childNodes.length ?? 0,
      hosts: document.querySelectorAll('[data-flow-widget]').length,
      live: window.seen.tracks.filter((track) => track.readyState === 'live').length,
      timers: window.seen.timers.size,
    }),
    selector,
  );
  assert.deepEqual(left, { nodes: 0, hosts: 0, live: 0, timers: 0 });
}
