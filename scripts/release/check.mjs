/**
 * Checks whether the checkout can be published: `node scripts/release/check.mjs [TAG]` prints each problem.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { run } from '../run.mjs';

/**
 * Returns the problems that prevent publishing, each as a sentence.
 *
 * @param {object} state
 * @param {string} state.version the version in package.json
 * @param {string} state.cargo the text of Cargo.toml
 * @param {string} state.lock the text of package-lock.json
 * @param {string} state.changelog the text of CHANGELOG.md
 * @param {string} state.status the output of `git status --porcelain`
 * @param {string} [state.tag] the tag to publish, if there is one
 */
export function problemsOf({ version, cargo, lock, changelog, status, tag }) {
  const problems = [];
  if (status.trim() !== '') problems.push(`There are uncommitted changes:\n${status.trimEnd()}`);
  const crate = /\[workspace\.package\]\s+version = "([^"]+)"/.exec(cargo)?.[1];
  if (crate !== version) problems.push(`The version in package.json is ${version}, in Cargo.toml ${crate}.`);
  const locked = JSON.parse(lock).packages[''].version;
  if (locked !== version)
    problems.push(`The version in package.json is ${version}, in package-lock.json ${locked}.`);
  const headings = changelog.match(/^## \[.+\] - \d{4}-\d\d-\d\d$/gm) ?? [];
  if (!headings.some((heading) => heading.startsWith(`## [${version}] `))) {
    problems.push(`CHANGELOG.md has no section "## [${version}] - DATE".`);
  }
  if (tag !== undefined && tag !== `v${version}`)
    problems.push(`The tag is ${tag}, but the version is ${version}.`);
  return problems;
}

/** Returns the problems that prevent publishing this checkout. */
export async function problemsHere(tag) {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return problemsOf({
    version: JSON.parse(read('package.json')).version,
    cargo: read('Cargo.toml'),
    lock: read('package-lock.json'),
    changelog: read('CHANGELOG.md'),
    status: await run('git', ['status', '--porcelain']),
    tag,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = await problemsHere(process.argv[2]);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
