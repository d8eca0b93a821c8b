import { readdirSync } from 'node:fs';

/** Returns the paths of the files in `folder` and its subfolders whose names end with `ending`. */
export const filesIn = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
