import { Key } from 'selenium-webdriver';

/** What a row may ask of the driver. */
const ACTIONS = {
  escape: (driver) => driver.actions().sendKeys(Key.ESCAPE).perform(),
};

export async function drive(driver, action) {
  if (!(action in ACTIONS)) throw new Error(`The driver knows no action ${action}`);
  await ACTIONS[action](driver);
}
