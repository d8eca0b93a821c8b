import { SetupProblem } from './problem.mjs';
import { aptCommands } from './system.mjs';

/** Creates a step for programs from Debian's packages. `programs` maps keys of the step's result to program names. */
const packaged = (name, packages, programs) => ({
  name,

  async find({ which }) {
    const paths = Object.entries(programs).map(([key, program]) => [key, which(program)]);
    return paths.every(([, path]) => path) ? { programs: Object.fromEntries(paths) } : null;
  },

  make: ({ install }) => install(packages),
});

export const firefox = packaged('Firefox', ['firefox-esr'], { firefox: 'firefox' });

/** WebKitGTK, whose driver contains a small browser, and Xvfb, because that browser has no headless mode. */
export const webkit = packaged('WebKitGTK and display', ['webkit2gtk-driver', 'xvfb'], {
  webkitdriver: 'WebKitWebDriver',
  xvfb: 'Xvfb',
});

const CHROMIUM = ['chromium', 'chromium-driver'];
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser and a driver of the same major version: a driver rejects other browsers. */
export const chromium = {
  name: 'Chromium and driver',

  async find({ capture, env, which }) {
    const majorOf = async (path) => /\d+/.exec(path ? await capture(path, '--version') : '')?.[0];
    const driver = which(env.CHROMEDRIVER || 'chromedriver');
    const browsers = (env.CHROME_PATH ? [env.CHROME_PATH] : BROWSERS).map(which).filter(Boolean);
    const [wanted, ...majors] = await Promise.all([driver, ...browsers].map(majorOf));
    const browser = browsers.find((_, index) => wanted && majors[index] === wanted);
    return browser ? { programs: { chromium: browser, chromedriver: driver } } : null;
  },

  async make(system) {
    await system.install(CHROMIUM);
    if (await this.find(system)) return;
    const fixes = ['unset CHROME_PATH CHROMEDRIVER', ...aptCommands(CHROMIUM, system.isRoot)];
    throw new SetupProblem('Chromium and chromedriver are not of the same major version.', fixes);
  },
};
