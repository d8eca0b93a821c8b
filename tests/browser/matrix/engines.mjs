/**
 * The browsers under test: how the driver of each is started, and what it is told. The drivers are ours to start and
 * to end, so that nothing is left running.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Builder, Capabilities } from 'selenium-webdriver';
import { CHROMIUM_FLAGS, HEADLESS } from '../../../scripts/chromium-flags.mjs';

const CAPABILITIES = {
  chromium: ({ chromium }) => ({
    browserName: 'chrome',
    'goog:chromeOptions': {
      ...(chromium && { binary: chromium }),
      args: [
        HEADLESS,
        ...CHROMIUM_FLAGS,
        // The browser does not treat this host as loopback, so its pages are not secure contexts.
        '--host-resolver-rules=MAP insecure.test 127.0.0.1',
      ],
    },
  }),
  firefox: ({ firefox }) => ({
    browserName: 'firefox',
    'moz:firefoxOptions': {
      ...(firefox && { binary: firefox }),
      args: ['-headless'],
      prefs: { 'network.dns.localDomains': 'insecure.test' },
    },
  }),
  webkit: ({ minibrowser }) => ({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { ...(minibrowser && { binary: minibrowser }), args: ['--automation'] },
  }),
};

const DRIVERS = { chromium: 'chromedriver', firefox: 'geckodriver', webkit: 'webkitdriver' };

/** How long a driver may take until it listens, in ms. */
const PATIENCE = 20_000;

/**
 * A browser with its driver.
 *
 * @param {'chromium' | 'firefox' | 'webkit'} engine
 * @param {Record<string, string>} programs where browsers and drivers are, as the set-up has found them
 * @param {NodeJS.ProcessEnv} env
 */
export async function openBrowser(engine, programs, env) {
  const port = await freePort();
  const child = spawn(programs[DRIVERS[engine]], [`--port=${port}`], { env, stdio: 'ignore' });
  const died = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${DRIVERS[engine]} ended with ${code}`)));
  });
  died.catch(() => {});
  try {
    await Promise.race([died, listening(port)]);
    const asked = new Capabilities({ ...CAPABILITIES[engine](programs), pageLoadStrategy: 'none' });
    const builder = new Builder().disableEnvironmentOverrides().usingServer(`http://127.0.0.1:${port}`);
    const driver = await Promise.race([died, builder.withCapabilities(asked).build()]);
    const said = await driver.getCapabilities();
    return {
      driver,
      version: said.get('browserVersion'),
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
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The driver does not listen.');
}

/** The drivers cannot choose a port and say which: the system names one that is free now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
