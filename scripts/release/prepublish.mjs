/**
 * npm runs this before it publishes. It stops the publication unless everything is committed and the version is in the
 * changelog; then it builds from scratch and runs the tests.
 */
import { rm } from 'node:fs/promises';
import { run } from '../run.mjs';
import { problemsHere } from './check.mjs';

function refuseIf(problems) {
  if (problems.length === 0) return;
  for (const problem of problems) console.error(problem);
  process.exit(1);
}

refuseIf(await problemsHere());
// dist/ may have been edited by hand, or built from other sources.
await rm('dist', { recursive: true, force: true });
await rm('build', { recursive: true, force: true });
await run('npm', ['test'], { show: true });
// The tests must not have changed a file that is published or under version control.
refuseIf(await problemsHere());
