import { closeOtherWindows, drive } from './drive.mjs';
import { judge } from './rows.mjs';

/** The time limit of a row, in ms. */
const TIME_LIMIT = 40_000;

/**
 * Runs a row in a browser.
 *
 * @returns {Promise<string[]>} the differences from the row's expected outcome; empty if there are none
 */
export async function attempt(row, engine, driver, server, retryable) {
  const run = server.begin(row, (...action) => drive(driver, ...action));
  let timer;
  try {
    await driver.get(run.url);
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, TIME_LIMIT, {
        broken: `The page did not report within ${TIME_LIMIT / 1000} s.`,
      });
    });
    const wrong = judge(row, engine, await Promise.race([run.reported, late]), retryable);
    if (wrong.length === 0) await closeOtherWindows(driver);
    return wrong;
  } catch (error) {
    return [String(error)];
  } finally {
    clearTimeout(timer);
    run.end();
  }
}
