import { readFileSync } from 'node:fs';
import { run } from '../run.mjs';
import { filesIn } from './files.mjs';

/** What wasm-pack calls the browsers, and where it wants to be told of their drivers. */
const FLAGS = {
  chromium: ({ chromedriver }) => ['--chrome', '--chromedriver', chromedriver],
  firefox: ({ geckodriver }) => ['--firefox', '--geckodriver', geckodriver],
  // WebKitWebDriver speaks as Safari's driver does.
  webkit: ({ webkitdriver }) => ['--safari', '--safaridriver', webkitdriver],
};

/**
 * Runs one of the Rust suites that want a browser. A suite without `run_in_browser` is skipped in silence: the tests
 * that ran are counted.
 *
 * @param {'loader' | 'api'} name also the feature that it needs
 * @param {keyof typeof FLAGS} engine
 * @param {{ env: NodeJS.ProcessEnv, programs: Record<string, string> }} world
 */
export async function rustSuite(name, engine, { env, programs }) {
  const source = filesIn(`tests/rust/${name}`, '.rs')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const expected = source.match(/^#\[wasm_bindgen_test\]$/gm)?.length ?? 0;
  const output = await run(
    'wasm-pack',
    [
      ...['test', '--headless', ...FLAGS[engine](programs), '--mode', 'no-install', '.'],
      ...['--no-default-features', '--features', name, '--test', name],
    ],
    { env: { ...env, WASM_BINDGEN_TEST_TIMEOUT: '180' }, show: true },
  );
  const passed = Number(/test result: ok\. (\d+) passed/.exec(output)?.[1] ?? 0);
  if (passed !== expected) throw new Error(`tests/rust/${name} has ${expected} tests, but ${passed} ran`);
}
