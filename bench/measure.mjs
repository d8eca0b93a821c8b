/** One run of one variant, in a browser context of its own: nothing is cached, no connection is open. */
import { SERVICE_TIME } from './variants.mjs';

/** How long a page is left alone before it is used, in ms: its own code has arrived and run. */
const SETTLE = 300;
/** Long tasks are reported after they have ended, in ms. */
const REPORTED = 100;
/** What a task may take without blocking anybody, in ms. */
const SHORT = 50;

/**
 * Opens the page, points, clicks, and waits until the widget is called.
 *
 * @returns `time` from click to call, `blocking` (what long tasks took over 50 ms) and `busy` (all work of the main
 * thread) between the two, in ms; `bytes` of the whole page; `config`, what the widget was called with
 */
export async function measure(
  browser,
  url,
  { host, lead = 0, service = SERVICE_TIME },
  { latency = 0, downloadThroughput, uploadThroughput },
) {
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
    // The thread's own time, not that of others who want the same processor.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (downloadThroughput !== undefined) {
      const conditions = { offline: false, latency, downloadThroughput, uploadThroughput };
      await devtools.send('Network.emulateNetworkConditions', conditions);
    }
    // The tools' latency is the least time to an answer: what the backend takes would hide in it.
    await page.goto(`${url}/${host}.html?wait=${service + latency}`, { waitUntil: 'load' });
    const { x, y, width, height } = await page.locator('#go').boundingBox();
    await page.waitForTimeout(SETTLE);
    // The mouse itself: what looks whether an element can be clicked would run in the page, beside what is measured.
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.waitForTimeout(lead);
    const started = page.evaluate('bench.started');
    started.catch(() => {});
    const before = await busyTime(devtools);
    await page.mouse.down();
    await page.mouse.up();
    await Promise.race([started, fail(errors, `${host}: the widget was not called`)]);
    const after = await busyTime(devtools);
    await page.waitForTimeout(REPORTED);
    const seen = await page.evaluate((short) => {
      const { clicked, called, config, tasks, observer } = globalThis.bench;
      const between = [...tasks, ...observer.takeRecords()].filter(
        ({ startTime, duration }) => startTime + duration > clicked && startTime < called,
      );
      const blocking = between.reduce((sum, { duration }) => sum + duration - short, 0);
      return { time: called - clicked, blocking, config };
    }, SHORT);
    return { ...seen, busy: after - before, bytes };
  } finally {
    await context.close();
  }
}

/** What the main thread has worked so far, in ms. */
async function busyTime(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** Rejects when it has taken too long, with what the page threw. */
async function fail(errors, message) {
  await new Promise((resolve) => setTimeout(resolve, 30_000).unref());
  throw new Error(message, { cause: errors[0] });
}
