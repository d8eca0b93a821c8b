/** Measures one run of one variant in a new browser context, with an empty cache and no open connections. */
import { BACKEND_TIME } from './variants.mjs';

/** Time to wait before the hover, in ms, so that the page's own code has loaded and run. */
const SETTLE_TIME = 300;
/** Time to wait for the reports of long tasks, in ms: the browser reports a task after it has ended. */
const REPORT_TIME = 100;
/** Duration from which the browser reports a task as long, in ms. See https://developer.mozilla.org/docs/Web/API/PerformanceLongTaskTiming */
const LONG_TASK = 50;
/** Time limit for the call of the widget, in ms. */
const TIMEOUT = 60_000;

/**
 * Opens the variant's page, hovers over its button, clicks it, and waits until the widget is called.
 *
 * @param browser Playwright's browser
 * @param {string} url of the server
 * @param variant one of `VARIANTS`
 * @param condition one of `CONDITIONS`
 * @returns `time`: ms from the click to the call of the widget
 * `blocking`: the part of long tasks above 50 ms, during `time`
 * `busy`: CPU time of the main thread during `time`, in ms
 * `bytes`: transferred by the whole page
 * `config`: with which the widget was called
 */
export async function measure(browser, url, variant, condition) {
  const { page: name, hover = 0, backend = BACKEND_TIME } = variant;
  const { latency = 0, downloadThroughput, uploadThroughput, cpuSlowdown } = condition;
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error));
    const devtools = await context.newCDPSession(page);
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await devtools.send('Network.enable');
    // CPU time of the thread, which does not count other programs on the same processor.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (cpuSlowdown) await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
    if (downloadThroughput) {
      const network = { offline: false, latency, downloadThroughput, uploadThroughput };
      await devtools.send('Network.emulateNetworkConditions', network);
    }
    // Chromium delays a response until `latency` has passed since the request. So the backend waits `latency` longer;
    // otherwise its own time would overlap with that delay.
    await page.goto(`${url}/${name}.html?wait=${backend + latency}`, { waitUntil: 'load' });
    const { x, y, width, height } = await page.locator('#go').boundingBox();
    await page.waitForTimeout(SETTLE_TIME);
    // Mouse events instead of `locator.click()`, whose checks would run in the page during the measurement.
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.waitForTimeout(hover);
    const started = page.evaluate('bench.started');
    started.catch(() => {});
    const before = await cpuTime(devtools);
    await page.mouse.down();
    await page.mouse.up();
    await Promise.race([started, timeout(errors, `${name}: the widget was not called`)]);
    const after = await cpuTime(devtools);
    await page.waitForTimeout(REPORT_TIME);
    const result = await page.evaluate((longTask) => {
      const { clicked, called, config, tasks, observer } = globalThis.bench;
      const between = [...tasks, ...observer.takeRecords()].filter(
        ({ startTime, duration }) => startTime + duration > clicked && startTime < called,
      );
      const blocking = between.reduce((sum, { duration }) => sum + duration - longTask, 0);
      return { time: called - clicked, blocking, config };
    }, LONG_TASK);
    return { ...result, busy: after - before, bytes };
  } finally {
    await context.close();
  }
}

/** CPU time of the main thread since the page was opened, in ms. */
async function cpuTime(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** Rejects after the timeout, with the first error of the page as the cause. */
async function timeout(errors, message) {
  await new Promise((resolve) => setTimeout(resolve, TIMEOUT).unref());
  throw new Error(message, { cause: errors[0] });
}
