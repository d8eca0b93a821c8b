import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Returns the names that each entry point exports in Node, for comparison with a bundle. */
export async function exportedBy(folder) {
  const script = "await import('./generated/entries.js'); console.log(JSON.stringify(globalThis.exported))";
  const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  return JSON.parse(stdout);
}
