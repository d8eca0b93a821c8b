import { Key } from 'selenium-webdriver';

/** A window of the driver's own beside that of the page. */
const beside = new WeakMap();

const online = (driver, is) =>
  driver.setNetworkConditions({ offline: !is, latency: 0, download_throughput: -1, upload_throughput: -1 });

/** What a row may ask of the driver. */
const ACTIONS = {
  /** The person presses a key, or clicks. */
  escape: (driver) => driver.actions().sendKeys(Key.ESCAPE).perform(),
  click: (driver, { x, y }) => driver.actions().move({ x, y }).click().perform(),
  /** The network goes, and comes back by itself: without one a page can ask for nothing. */
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
  /** Goes to another page and back, once the page's question has been answered. */
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
  if (!(action in ACTIONS)) throw new Error(`The driver knows no action ${action}`);
  await ACTIONS[action](driver, more);
}
