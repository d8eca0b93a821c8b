import { readFileSync } from 'node:fs';
import { filesIn } from './files.mjs';

/** The integration tests that run in a browser. */
const SUITES = ['loader', 'api'];

/** wasm-pack's options for each browser and its driver. */
const FLAGS = {
  chromium: ({ CHROMEDRIVER }) => ['--chrome', '--chromedriver', CHROMEDRIVER],
  firefox: ({ GECKODRIVER }) => ['--firefox', '--geckodriver', GECKODRIVER],
  // WebKitWebDriver accepts the same commands as Safari's driver.
  webkit: ({ WEBKITDRIVER }) => ['--safari', '--safaridriver', WEBKITDRIVER],
};

/**
 * Runs the Rust suites that need a browser, compiled once for all of them. wasm-pack silently skips a suite without
 * `run_in_browser`, so this checks the number of tests that ran.
 *
 * @param {keyof typeof FLAGS} engine
 * @param {{ run: (command: string, args: string[], env?: NodeJS.ProcessEnv) => Promise<string>,
 *   env: NodeJS.ProcessEnv, filter?: { files: string[], name?: string } }} world `files` names suites, `name` is a part
 *   of the paths of the tests to run
 */
export async function rustSuites(engine, { run, env, filter = { files: [] } }) {
  const suites = filter.files.length > 0 ? filter.files : SUITES;
  const unknown = suites.filter((suite) => !SUITES.includes(suite));
  if (unknown.length > 0)
    throw new Error(`Unknown suite: ${unknown.join(', ')}. The suites are: ${SUITES.join(', ')}.`);
  const output = await run(
    'wasm-pack',
    [
      ...['test', '--headless', ...FLAGS[engine](env), '--mode', 'no-install', '.'],
      // The feature `api` includes `loader`.
      ...['--no-default-features', '--features', 'api', ...suites.flatMap((suite) => ['--test', suite])],
      ...(filter.name ? ['--', filter.name] : []),
    ],
    { WASM_BINDGEN_TEST_TIMEOUT: '180' },
  );
  const passed = [...output.matchAll(/test result: ok\. (\d+) passed/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  const expected = suites.reduce((sum, suite) => sum + countTests(suite), 0);
  if (filter.name ? passed === 0 : passed !== expected)
    throw new Error(
      `tests/rust/{${suites.join(',')}}: expected ${expected} tests to pass; ${passed} passed.`,
    );
}

function countTests(suite) {
  const sources = filesIn(`tests/rust/${suite}`, '.rs').map((file) => readFileSync(file, 'utf8'));
  return sources.join('\n').match(/^#\[wasm_bindgen_test\]$/gm)?.length ?? 0;
}
