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

export async function drive(driver, action, more) {
  if (!(action in ACTIONS)) throw new Error(`Unknown action: ${action}`);
  await ACTIONS[action](driver, more);
}
