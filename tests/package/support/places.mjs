import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where packed and installed things lie; out of git, and kept from run to run. */
export const CACHE = `${ROOT}build/package/`;
/** The apps that the package is installed into: examples for readers, and those that only a test needs. */
export const EXAMPLES = `${ROOT}examples/bundlers/`;
export const FIXTURES = `${ROOT}tests/package/fixtures/`;
/** The folder of an app. */
export const sourceOf = (name) => (existsSync(EXAMPLES + name) ? EXAMPLES : FIXTURES) + name;
export const NAME = 'flow-widget-loader';
