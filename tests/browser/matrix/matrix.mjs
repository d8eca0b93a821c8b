/** Runs the matrix in one engine: several browsers, each of which takes the next row. */
import { readFileSync } from 'node:fs';
import { drive } from './drive.mjs';
import { openBrowser } from './engines.mjs';
import { ENGINES, judge, ROWS, skipped } from './rows.mjs';
import { serveFaults } from './server/server.mjs';

/** How many browsers run side by side. */
const SESSIONS = 3;
/** How long a row may take in all, in ms. */
const PATIENCE = 40_000;

/** Whether an error of a code is worth another try, as `docs/errors.md` says. */
export function retryableByCode() {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z-]+)` +\| (yes|no) +\|/gm);
  return Object.fromEntries([...rows].map(([, code, word]) => [code, word === 'yes']));
}

/**
 * @param {keyof typeof ENGINES} engine
 * @param {{ programs: Record<string, string>, env: NodeJS.ProcessEnv, only?: string[], print?: (line: string) => void,
 *   sessions?: number }} options `only`: the beginnings of the rows' ids
 * @returns the number of rows that ran, and what is wrong: a line for each row
 */
export async function runMatrix(
  engine,
  { programs, env, only = [], print = console.log, sessions = SESSIONS },
) {
  const rows = ROWS.filter(
    (row) => !skipped(row, engine) && (only.length === 0 || only.some((start) => row.id.startsWith(start))),
  );
  const retryable = retryableByCode();
  const failures = [];
  let ran = 0;
  const server = await serveFaults();
  const queue = [...rows];
  let version;
  const work = async () => {
    let browser;
    try {
      for (let row = queue.shift(); row; row = queue.shift()) {
        browser ??= await openBrowser(engine, programs, env);
        version ??= browser.version;
        const wrong = await attempt(row, engine, browser.driver, server, retryable);
        ran += 1;
        if (wrong.length === 0) continue;
        failures.push(row.id);
        print(`✗ ${row.id}: ${row.fault}\n    ${wrong.join('\n    ').replaceAll('\n', '\n    ')}`);
        // What this browser is in now, nobody knows.
        await browser.close();
        browser = undefined;
      }
    } catch (error) {
      // Without a browser there is nothing that the others should go on with.
      queue.length = 0;
      throw error;
    } finally {
      await browser?.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(sessions, rows.length) }, work));
  } finally {
    await server.close();
  }
  return { ran, expected: rows.length, failures, version };
}

async function attempt(row, engine, driver, server, retryable) {
  const run = server.begin(row, (action, more) => drive(driver, action, more));
  let timer;
  try {
    await driver.get(run.url);
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE, {
        broken: `The page reported nothing within ${PATIENCE / 1000} s.`,
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
