import { openBrowser } from './engines.mjs';

/** A pool of browsers, which are opened on demand and reused. */
export class BrowserPool {
  #engine;
  #env;
  #idle = [];

  /**
   * @param {'chromium' | 'firefox' | 'webkit'} engine
   * @param {NodeJS.ProcessEnv} env the environment, with the paths of the programs: `CHROMIUM`, `CHROMEDRIVER`, `FIREFOX`,
   *   `GECKODRIVER`, `WEBKITDRIVER`, `MINIBROWSER`
   */
  constructor(engine, env) {
    this.#engine = engine;
    this.#env = env;
  }

  /**
   * Lends a browser to `work` and returns its list of problems. After a problem or an error the browser is closed,
   * because its state is unknown.
   *
   * @param {(browser: Awaited<ReturnType<typeof openBrowser>>) => Promise<string[]>} work
   */
  async use(work) {
    const browser = this.#idle.pop() ?? (await openBrowser(this.#engine, this.#env));
    let wrong;
    try {
      wrong = await work(browser);
      return wrong;
    } finally {
      if (wrong?.length === 0) this.#idle.push(browser);
      else await browser.close();
    }
  }

  async close() {
    await Promise.all(this.#idle.splice(0).map((browser) => browser.close()));
  }
}
