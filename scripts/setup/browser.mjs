import { SetupProblem } from './problem.mjs';
import { parseVersion } from './versions.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PACKAGES = ['chromium', 'chromium-driver'];

const versionOf = async (run, path, env) => {
  const { ok, stdout } = await run(path, ['--version'], { env, timeout: 10_000 });
  return ok ? parseVersion(stdout) : null;
};

/** All browsers and the driver that are here, with their versions. */
async function look({ run, which, env }) {
  const named = env.CHROME_PATH ? [env.CHROME_PATH] : NAMES;
  const paths = [...new Set(named.map((name) => which(name)).filter(Boolean))];
  const driverPath = which(env.CHROMEDRIVER || 'chromedriver');
  const [driver, ...versions] = await Promise.all([
    driverPath ? versionOf(run, driverPath, env) : null,
    ...paths.map((path) => versionOf(run, path, env)),
  ]);
  const browsers = paths
    .map((path, index) => ({ path, version: versions[index] }))
    .filter(({ version }) => version);
  return { browsers, driver: driver && { path: driverPath, version: driver } };
}

/** A driver speaks to a browser of its own major version only. */
export function matching({ browsers, driver }) {
  const browser = driver && browsers.find(({ version }) => version[0] === driver.version[0]);
  return browser ? { chromium: browser.path, chromedriver: driver.path } : null;
}

/** Chromium and its driver, for the tests. */
export const browserStep = {
  name: 'Chromium and driver',

  async find(context) {
    return matching(await look(context));
  },

  async make(context, say) {
    const { apt, env } = context;
    const before = await look(context);
    if (before.browsers.length > 0 && before.driver && (env.CHROME_PATH || env.CHROMEDRIVER))
      throw disagree(before, apt);
    await apt.install(PACKAGES, 'The tests want Chromium and its driver', say);
    const after = await look(context);
    const found = matching(after);
    if (!found) throw disagree(after, apt);
    return found;
  },
};

function disagree({ browsers, driver }, apt) {
  const list =
    browsers.map(({ path, version }) => `${path} is ${version.join('.')}`).join(', ') || 'no browser runs';
  const text = driver ? `${driver.path} is ${driver.version.join('.')}` : 'there is no chromedriver';
  return new SetupProblem(`Browser and driver must be of the same major version: ${list}; ${text}.`, {
    mend: ['unset CHROME_PATH CHROMEDRIVER', ...apt.mendFor(PACKAGES)],
  });
}
