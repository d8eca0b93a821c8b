import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The folder of packed archives and installed apps: not in git, kept between runs. */
export const CACHE = `${ROOT}build/package/`;
/** The documented example apps, one for each bundler. */
export const EXAMPLES = `${ROOT}examples/bundlers/`;
/** Apps that only a test needs, and files that a test adds to an example. */
export const FIXTURES = `${ROOT}tests/package/fixtures/`;
export const NAME = 'flow-widget-loader';

/**
 * Returns the source folders of an app: the example, and the test's own files. The latter are named without the
 * bundler's major version, so `fixtures/vite` belongs to `vite6` and `vite8`.
 */
export const sourcesOf = (name) =>
  [EXAMPLES + name, FIXTURES + name.replace(/\d+$/, '')].filter((folder) => existsSync(folder));
