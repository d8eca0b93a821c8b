import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where packed and installed things lie; out of git, and kept from run to run. */
export const CACHE = `${ROOT}build/package/`;
/** The apps that the package is installed into. */
export const FIXTURES = `${ROOT}tests/package/fixtures/`;
export const NAME = 'flow-widget-loader';
