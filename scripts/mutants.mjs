/**
 * `npm run mutants`: changes the code in small ways, one at a time, and runs the tests that need no browser: a change
 * that no test notices is a gap in the tests. See tests/README.md.
 *
 *     npm run mutants                      everything; takes an hour or more
 *     npm run mutants -- rust [FILE…]      the Rust files whose paths contain FILE
 *     npm run mutants -- js [FILE…]        the TypeScript files whose paths contain FILE
 */
import { readFileSync } from 'node:fs';
import { mutateJs } from './mutants/js.mjs';
import { mutateRust } from './mutants/rust.mjs';
import { report } from './mutants/score.mjs';
import { setup } from './setup.mjs';

/** For each language: what changes its files, and the least share of changes that the tests must notice. */
const LANGUAGES = {
  rust: { mutate: mutateRust, least: 0.95 },
  js: { mutate: mutateJs, least: 0.85 },
};

const [language, ...files] = process.argv.slice(2);
if (language !== undefined && !LANGUAGES[language]) {
  console.error('usage: npm run mutants [-- rust | js [FILE…]]');
  process.exit(2);
}
const { env } = await setup({ mutants: language !== 'js', quiet: true });
const survivors = JSON.parse(readFileSync('tests/survivors.json', 'utf8'));
for (const name of language ? [language] : Object.keys(LANGUAGES)) {
  const { mutate, least } = LANGUAGES[name];
  const results = await mutate(files, env);
  if (!report(name, results, survivors[name], least)) process.exitCode = 1;
}
