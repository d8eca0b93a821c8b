/**
 * Whether what is checked out may be published: `node scripts/release/check.mjs [TAG]`.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { run } from '../run.mjs';

/**
 * What stands against publishing, each as a sentence.
 *
 * @param {object} state
 * @param {string} state.version of package.json
 * @param {string} state.cargo the text of Cargo.toml
 * @param {string} state.lock the text of package-lock.json
 * @param {string} state.changelog the text of CHANGELOG.md
 * @param {string} state.status what `git status --porcelain` says
 * @param {string} [state.tag] the tag that is published, where there is one
 */
export function problemsOf({ version, cargo, lock, changelog, status, tag }) {
  const problems = [];
  if (status.trim() !== '') problems.push(`There are changes that are not committed:\n${status.trimEnd()}`);
  const crate = /\[workspace\.package\]\s+version = "([^"]+)"/.exec(cargo)?.[1];
  if (crate !== version) problems.push(`package.json says ${version}, Cargo.toml ${crate}.`);
  const locked = JSON.parse(lock).packages[''].version;
  if (locked !== version) problems.push(`package.json says ${version}, package-lock.json ${locked}.`);
  const headings = changelog.match(/^## \[.+\] - \d{4}-\d\d-\d\d$/gm) ?? [];
  if (!headings.some((heading) => heading.startsWith(`## [${version}] `))) {
    problems.push(`CHANGELOG.md has no section "## [${version}] - DATE".`);
  }
  if (tag !== undefined && tag !== `v${version}`) problems.push(`The tag is ${tag}, the version ${version}.`);
  return problems;
}

/** The same of what is checked out here. */
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
