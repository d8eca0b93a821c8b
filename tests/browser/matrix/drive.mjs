import { Key } from 'selenium-webdriver';

/** The page's window, while the driver has opened another one. */
const beside = new WeakMap();

const online = (driver, is) =>
  driver.setNetworkConditions({ offline: !is, latency: 0, download_throughput: -1, upload_throughput: -1 });

/** WebDriver actions that a row can request. */
const ACTIONS = {
  /** The user presses a key, or clicks. */
  escape: (driver) => driver.actions().sendKeys(Key.ESCAPE).perform(),
  click: (driver, { x, y }) => driver.actions().move({ x, y }).click().perform(),
  /** Disconnects the network for a while: the page could not request to connect it again. */
  offline: (driver) => {
    setTimeout(async () => {
      await online(driver, false);
      setTimeout(online, 1_500, driver, true);
    }, 100);
  },
  hide: async (driver) => {
    const page = await driver.getWindowHandle();
    await driver.switchTo().newWindow('tab');
    beside.set(driver, page);
  },
  show: async (driver) => {
    await driver.close();
    await driver.switchTo().window(beside.get(driver));
  },
  /** Navigates to another page and back, after the page's request has been answered. */
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
