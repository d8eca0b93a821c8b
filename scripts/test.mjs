/**
 * `npm test`: sets up what is missing, builds, and runs every test.
 *
 *     npm test                             everything
 *     npm test -- PART…                    these parts, and the build if they need it
 *     npm test -- PART FILE… [-g NAME]     of one part, the files whose paths contain FILE and the tests whose names
 *                                          contain NAME; tests/README.md has examples for each part
 */
import { setup } from './setup.mjs';
import { partsOf } from './test/all-parts.mjs';
import { runParts } from './test/parts.mjs';

const { env, ...programs } = await setup({ tests: true });
for (const [name, path] of Object.entries(programs)) env[name.toUpperCase()] = path;
await runParts(partsOf(env), process.argv.slice(2));
