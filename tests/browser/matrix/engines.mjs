/** Starts and ends the browsers under test and their WebDriver programs. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Builder, Capabilities } from 'selenium-webdriver';
import { CHROMIUM_FLAGS, HEADLESS } from '../../../scripts/chromium-flags.mjs';

/**
 * The capabilities to request from each driver; `env` has the paths of the browsers. Windows that a page opens without a
 * gesture of the user are blocked, as by default: drivers allow them, except WebKit's.
 */
const CAPABILITIES = {
  chromium: (env) => ({
    browserName: 'chrome',
    'goog:chromeOptions': {
      ...(env.CHROMIUM && { binary: env.CHROMIUM }),
      excludeSwitches: ['disable-popup-blocking'],
      args: [
        HEADLESS,
        ...CHROMIUM_FLAGS,
        // The browser does not treat this host as loopback, so its pages are not secure contexts.
        '--host-resolver-rules=MAP insecure.test 127.0.0.1',
      ],
    },
  }),
  firefox: (env, prefs) => ({
    browserName: 'firefox',
    'moz:firefoxOptions': {
      ...(env.FIREFOX && { binary: env.FIREFOX }),
      args: ['-headless'],
      prefs: {
        'network.dns.localDomains': 'insecure.test',
        'dom.disable_open_during_load': true,
        ...prefs,
      },
    },
  }),
  webkit: (env) => ({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': {
      ...(env.MINIBROWSER && { binary: env.MINIBROWSER }),
      args: ['--automation'],
    },
  }),
};

const DRIVERS = {
  chromium: ({ CHROMEDRIVER = 'chromedriver' }) => CHROMEDRIVER,
  firefox: ({ GECKODRIVER = 'geckodriver' }) => GECKODRIVER,
  webkit: ({ WEBKITDRIVER = 'WebKitWebDriver' }) => WEBKITDRIVER,
};

/** The time within which a driver must listen, in ms. */
const TIME_LIMIT = 20_000;

/**
 * Opens a browser and its driver.
 *
 * @param {'chromium' | 'firefox' | 'webkit'} engine
 * @param {NodeJS.ProcessEnv} env the environment, with the paths of programs that are not on PATH
 * @param {Record<string, unknown>} [prefs] more preferences of Firefox
 */
export async function openBrowser(engine, env, prefs) {
  const port = await freePort();
  const program = DRIVERS[engine](env);
  const child = spawn(program, [`--port=${port}`], { env, stdio: 'ignore' });
  const exited = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program}: exit code ${code}`)));
  });
  exited.catch(() => {});
  try {
    await Promise.race([exited, listening(port)]);
    const capabilities = new Capabilities({ ...CAPABILITIES[engine](env, prefs), pageLoadStrategy: 'none' });
    const builder = new Builder().disableEnvironmentOverrides().usingServer(`http://127.0.0.1:${port}`);
    const driver = await Promise.race([exited, builder.withCapabilities(capabilities).build()]);
    return {
      driver,
      async close() {
        await driver.quit().catch(() => {});
        child.kill();
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

async function listening(port) {
  for (const end = performance.now() + TIME_LIMIT; performance.now() < end; ) {
    const response = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (response) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The WebDriver server did not listen on port ${port} within ${TIME_LIMIT / 1000} s.`);
}

/** Returns a port that is free now. A driver cannot choose one itself and report it. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
