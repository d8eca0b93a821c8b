import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies the declarations of the package's entries, and of what they mention, and no other: a file that nobody can
 * import would only be read as if one could.
 *
 * @param {Record<string, unknown>} exports as in package.json; each `types` names a file in `to`
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
