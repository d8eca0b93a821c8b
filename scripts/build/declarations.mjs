import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies the declarations of the package's entry points and of all modules that these import. Other
 * declarations are left out, because their modules cannot be imported from the package.
 *
 * @param {Record<string, unknown>} exports the field `exports` of package.json; each `types` names a file in `to`
 * @param {string} from the output folder of `tsc`
 * @param {string} to the folder of the package's files
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
