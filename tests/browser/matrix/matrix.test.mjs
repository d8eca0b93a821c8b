/**
 * Runs each row of the fault matrix in a browser.
 *
 *     npm test -- matrix csp/ wasm/trap       the rows whose ids start with one of these prefixes
 *     npm test -- matrix -g "404"             the rows whose ids or faults match
 *
 * Read from the environment: `ENGINE` (chromium, firefox or webkit), `MATRIX_ROWS` (prefixes of row ids, separated by
 * spaces or commas), `MATRIX_NAME` (a regular expression), and the paths of browsers and drivers, as scripts/test.mjs sets
 * them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { attempt } from './attempt.mjs';
import { BrowserPool } from './pool.mjs';
import { retryableByCode } from './retryable.mjs';
import { ENGINES, ROWS, skipped } from './rows.mjs';
import { serveFaults } from './server/server.mjs';

/** How many browsers run at the same time. */
const BROWSERS = 3;

const { ENGINE: engine = 'chromium', MATRIX_ROWS = '', MATRIX_NAME = '' } = process.env;
assert.ok(engine in ENGINES, `ENGINE is ${engine}, and must be one of ${Object.keys(ENGINES).join(', ')}.`);
const prefixes = MATRIX_ROWS.split(/[\s,]+/).filter(Boolean);
const nameOf = ({ id, fault }) => `${id}: ${fault}`;
const rows = ROWS.filter(
  (row) =>
    (prefixes.length === 0 || prefixes.some((prefix) => row.id.startsWith(prefix))) &&
    new RegExp(MATRIX_NAME).test(nameOf(row)),
);
assert.ok(rows.length > 0, `No row matches ${[...prefixes, MATRIX_NAME].join(' ')}.`);

describe(`fault matrix in ${ENGINES[engine]}`, { concurrency: BROWSERS }, () => {
  const pool = new BrowserPool(engine, process.env);
  const retryable = retryableByCode();
  let server;
  before(async () => {
    server = await serveFaults();
  });
  after(async () => {
    await pool.close();
    await server.close();
  });
  for (const row of rows) {
    test(nameOf(row), { skip: skipped(row, engine) }, async () => {
      const wrong = await pool.use(({ driver }) => attempt(row, engine, driver, server, retryable));
      assert.deepEqual(wrong, []);
    });
  }
});
