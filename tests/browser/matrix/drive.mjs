import { Key } from 'selenium-webdriver';

/** The handle of the page's window, by driver, while another window is open. */
const pageWindows = new WeakMap();

const setOnline = (driver, online) =>
  driver.setNetworkConditions({
    offline: !online,
    latency: 0,
    download_throughput: -1,
    upload_throughput: -1,
  });

/** The time limit of `until`, in ms. */
const TIME_LIMIT = 15_000;

/** Resolves to the first truthy result of `work`. Ignores errors: a page may be loading. */
export async function until(work, complaint) {
  for (const end = performance.now() + TIME_LIMIT; performance.now() < end; ) {
    const result = await work().catch(() => undefined);
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(complaint);
}

/** Clicks a button of the hosted page, once it is there. */
const press = (driver, button) =>
  until(async () => {
    const found = await driver.findElement({ css: `#${button}` });
    await found.click();
    return true;
  }, `could not click #${button}`);

/** Resolves when the hosted page has loaded. Its URL is not enough: WebKit reports it before the page is replaced. */
const untilAway = (driver) =>
  until(
    async () => (await driver.getTitle()) === 'hosted' && driver.findElement({ css: '#ok' }),
    'the page was never left',
  );

/** Runs `work` in the window that the page has opened. */
async function inOtherWindow(driver, work) {
  const page = await driver.getWindowHandle();
  const other = await until(
    async () => (await driver.getAllWindowHandles()).find((handle) => handle !== page),
    'the page has opened no window',
  );
  try {
    await driver.switchTo().window(other);
    await work();
  } finally {
    await driver.switchTo().window(page);
  }
}

/** Closes the windows that a row has left open. */
export async function closeOtherWindows(driver) {
  const handles = await driver.getAllWindowHandles();
  if (handles.length < 2) return;
  const page = await driver.getWindowHandle();
  for (const handle of handles.filter((one) => one !== page)) {
    await driver.switchTo().window(handle);
    await driver.close();
  }
  await driver.switchTo().window(page);
}

/** WebDriver actions that a row can request. */
const ACTIONS = {
  /** The user presses a key, or clicks. */
  escape: (driver) => driver.actions().sendKeys(Key.ESCAPE).perform(),
  click: (driver, { x, y }) => driver.actions().move({ x, y }).click().perform(),
  /** Disconnects the network for 1.5 s. The page cannot request the reconnection, because it is offline. */
  offline: (driver) => {
    setTimeout(async () => {
      await setOnline(driver, false);
      setTimeout(setOnline, 1_500, driver, true);
    }, 100);
  },
  /** The user ends the session on the hosted page in the frame or in the window. */
  press: async (driver, { mode, button }) => {
    if (mode === 'window') return inOtherWindow(driver, () => press(driver, button));
    const frame = await driver.findElement({ css: 'iframe' });
    await driver.switchTo().frame(frame);
    try {
      await press(driver, button);
    } finally {
      await driver.switchTo().defaultContent();
    }
  },
  closeWindow: (driver) =>
    inOtherWindow(driver, async () => {
      await untilAway(driver);
      // The page notices that the window shows the hosted page within 100 ms.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await driver.close();
    }),
  /** Returns how many windows are open. */
  windows: async (driver) => (await driver.getAllWindowHandles()).length,
  /**
   * Waits until the hosted page has replaced the page, after a click of the user if `click` is the position. The user may
   * reload it, may end the session there, and comes back with the Back button, or in a new load of the page. Runs on
   * after the response, because the page is replaced.
   */
  away: async (driver, { click, reload, button, by }, fail) => {
    const page = await driver.getCurrentUrl();
    const run = async () => {
      if (click) await ACTIONS.click(driver, click);
      await untilAway(driver);
      if (reload) {
        await driver.executeScript("document.title = 'old'");
        await driver.navigate().refresh();
        await untilAway(driver);
      }
      if (button) {
        await press(driver, button);
        await until(async () => (await driver.getTitle()) === 'ended', 'the session did not end');
      }
      if (by === 'load') await driver.get(page);
      else await driver.navigate().back();
    };
    run().catch(fail);
  },
  hide: async (driver) => {
    const page = await driver.getWindowHandle();
    await driver.switchTo().newWindow('tab');
    pageWindows.set(driver, page);
  },
  show: async (driver) => {
    await driver.close();
    await driver.switchTo().window(pageWindows.get(driver));
  },
  /** Navigates to another page and back. Starts after a delay, so that the page first gets its response. */
  leave: async (driver) => {
    const url = await driver.getCurrentUrl();
    setTimeout(async () => {
      await driver.get(url.replace('case.html', 'elsewhere.html'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await driver.navigate().back();
    }, 100);
  },
};

/**
 * Runs an action and returns its value.
 *
 * @param fail called if an action that runs on after that fails
 */
export async function drive(driver, action, more, fail) {
  if (!(action in ACTIONS)) throw new Error(`Unknown action: ${action}`);
  return ACTIONS[action](driver, more, fail);
}
