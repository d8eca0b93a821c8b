import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** What every entry exports in Node, from the package as the fixture has it: what bundles are to have as well. */
export async function exportedBy(folder) {
  const script = "await import('./app-common/entries.js'); console.log(JSON.stringify(globalThis.exported))";
  const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  return JSON.parse(stdout);
}
