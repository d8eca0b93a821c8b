import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where everything goes that several clones share: one folder, safe to delete whole. */
export function cacheFolder(env = process.env) {
  if (env.FLOW_WIDGET_TOOLS) return env.FLOW_WIDGET_TOOLS;
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'flow-widget-loader');
}

/**
 * A short name for the content of a folder's files, so that a change of the sources makes a new build
 * and an unchanged clone finds the one that is there.
 */
export function fingerprint(folder, skip = ['target']) {
  const hash = createHash('sha256');
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (skip.includes(entry.name)) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory()) walk(full);
      else hash.update(full.slice(folder.length)).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  walk(folder);
  return hash.digest('hex').slice(0, 10);
}

/** `env` with `folders` first on PATH, each there once. */
export function withPath(env, folders) {
  const rest = (env.PATH ?? '').split(delimiter).filter((folder) => folder && !folders.includes(folder));
  return { ...env, PATH: [...folders, ...rest].join(delimiter) };
}
