import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies the declarations of the package's entry points and of all modules that these import. Others are left out,
 * because a package should not contain declarations of modules that cannot be imported.
 *
 * @param {Record<string, unknown>} exports of package.json; each `types` names a file in `to`
 * @param {string} from the folder that `tsc` has written
 * @param {string} to the folder of the package
 */
export async function copyDeclarations(exports, from, to) {
  const wanted = Object.values(exports)
    .map((target) => target.types)
    .filter(Boolean)
    .map((path) => path.replace(/^\.\/dist\//, ''));
  const seen = new Set();
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(join(from, name), join(to, name));
    for (const [, path] of (await readFile(join(to, name), 'utf8')).matchAll(/['"](\.[^'"\n]+)\.js['"]/g))
      wanted.push(join(dirname(name), `${path}.d.ts`));
  }
}
