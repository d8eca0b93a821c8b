import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Hashes the paths and contents of a build's input files.
 *
 * @param {string[]} paths files, and folders, which are read recursively
 * @param {string} extra other input, such as options
 */
export function hashOf(paths, extra = '') {
  const hash = createHash('sha256').update(extra);
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else {
      hash.update(`\0${path}\0`).update(readFileSync(path));
    }
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}

/**
 * Calls `make` unless `file` contains `hash` from an earlier call and `output` still exists.
 *
 * @returns whether `make` was called
 */
export async function once(file, hash, output, make) {
  const last = await readFile(file, 'utf8').catch(() => '');
  if (last === hash && existsSync(output)) return false;
  await rm(file, { force: true });
  await make();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, hash);
  return true;
}
