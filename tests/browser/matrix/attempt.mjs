import { drive } from './drive.mjs';
import { judge } from './rows.mjs';

/** The time limit of a row, in ms. */
const PATIENCE = 40_000;

/**
 * Runs a row in a browser.
 *
 * @returns {Promise<string[]>} what differs from the row's promise; empty if nothing does
 */
export async function attempt(row, engine, driver, server, retryable) {
  const run = server.begin(row, (action, more) => drive(driver, action, more));
  let timer;
  try {
    await driver.get(run.url);
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE, {
        broken: `The page did not report within ${PATIENCE / 1000} s.`,
      });
    });
    return judge(row, engine, await Promise.race([run.reported, late]), retryable);
  } catch (error) {
    return [String(error)];
  } finally {
    clearTimeout(timer);
    run.end();
  }
}
