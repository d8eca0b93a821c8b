/**
 * What npm runs before it publishes: nothing leaves that is not committed, named in the changelog, built anew from
 * these sources and tested.
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
// Whoever edited dist/ by hand, or built it from something else, loses that.
await rm('dist', { recursive: true, force: true });
await rm('build', { recursive: true, force: true });
await run('npm', ['test'], { show: true });
// The tests leave nothing behind that would be published or is under version control.
refuseIf(await problemsHere());
