/**
 * Opens the browser under test.
 *
 * @param {'chromium' | 'firefox' | 'webkit'} engine
 * @param {NodeJS.ProcessEnv} env the environment, with the paths of the browsers and their drivers
 */
export async function openEngine(engine, env) {
  // Imported on demand: `npm run soak` installs them.
  if (engine === 'chromium') {
    const { launch } = await import('./browser.mjs');
    return launch(env.CHROMIUM ?? '/usr/bin/chromium');
  }
  const { launchDriver } = await import('./webdriver.mjs');
  return launchDriver(engine, env);
}
