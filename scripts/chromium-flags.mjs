/**
 * Command-line flags for Chromium under test. `webdriver.json`, which wasm-pack reads, repeats them: a test compares
 * the two.
 */

/** For every run: works as root, without a GPU and with a small /dev/shm, and sends no background requests. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For WebDriver only: Playwright adds its own flag. */
export const HEADLESS = '--headless=new';

/** A camera that shows a test pattern, and whose use is allowed without a prompt. Few frames cost little CPU time. */
export const FAKE_CAMERA = ['--use-fake-device-for-media-stream=fps=5', '--use-fake-ui-for-media-stream'];

/**
 * Lets a page request loopback addresses even if a test supplied the response for the page: Chromium does not know the
 * address space of such a page and would block the requests.
 */
export const ALLOW_LOOPBACK = ['--disable-features=LocalNetworkAccessChecks'];

/** Returns the path of Chromium: `CHROMIUM`, which `npm test` sets, or Debian's path. */
export const chromiumPath = (env = process.env) => env.CHROMIUM ?? '/usr/bin/chromium';
