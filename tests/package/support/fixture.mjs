import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { entries, sideEffectFree, unpack } from './pack.mjs';
import { CACHE, sourcesOf } from './places.mjs';

const exec = promisify(execFile);

/**
 * Prepares an app and returns its folder: dependencies are installed once for each lock file, then the app's sources and
 * the packed package are copied into it.
 */
export async function fixture(name) {
  const sources = sourcesOf(name);
  const folder = await installed(name, sources[0]);
  // Removes what the last run left, including caches that bundlers keep in node_modules.
  for (const file of await readdir(folder)) {
    if (file !== 'node_modules') await rm(`${folder}/${file}`, { recursive: true });
  }
  for (const cache of ['.vite', '.vite-temp', '.cache']) {
    await rm(`${folder}/node_modules/${cache}`, { recursive: true, force: true });
  }
  await populate(folder, sources);
  return folder;
}

/** Like `fixture`, for an app that has no dependencies except those of the repository. */
export async function bareFixture(name) {
  const folder = `${CACHE}${name}-app`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "private": true, "type": "module" }\n');
  await populate(folder, sourcesOf(name));
  return folder;
}

/** Copies an app's sources and the packed package into a folder, and generates the modules that tests bundle. */
async function populate(folder, sources) {
  await unpack(`${folder}/node_modules`);
  for (const source of sources) await cp(source, folder, { recursive: true });
  const importable = await entriesFor(folder);
  const bare = importable.filter((entry) => sideEffectFree.includes(entry));
  await mkdir(`${folder}/generated`);
  await writeFile(`${folder}/generated/entries.js`, importAll(importable));
  await writeFile(`${folder}/generated/bare.js`, bare.map((entry) => `import '${entry}';\n`).join(''));
}

/**
 * Runs `npm ci` unless it has run for this lock file. Installs into a draft folder and renames it at the end, so that an
 * interrupted installation is repeated.
 */
async function installed(name, source) {
  const lock = await readFile(`${source}/package-lock.json`);
  const folder = `${CACHE}${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  const existing = await readdir(`${folder}/node_modules`).catch(() => []);
  if (existing.length > 0) return folder;
  for (const old of await readdir(CACHE).catch(() => [])) {
    if (old.startsWith(`${name}-`)) await rm(CACHE + old, { recursive: true });
  }
  const draft = `${CACHE}${name}-draft`;
  await mkdir(draft, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(`${source}/${file}`, `${draft}/${file}`);
  await exec('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: draft,
    maxBuffer: 1 << 24,
  });
  await rename(draft, folder);
  return folder;
}

/** Returns the entry points whose peer dependencies are installed in the folder. */
async function entriesFor(folder) {
  const packages = new Set(await readdir(`${folder}/node_modules`));
  return entries.filter((entry) => !/\/(react|vue)$/.test(entry) || packages.has(entry.split('/')[1]));
}

/**
 * Returns a module that imports entry points and sets `globalThis.exported` to the names that each exports, and
 * `globalThis.loader` to the exports of the default entry point.
 */
function importAll(entries) {
  const imports = entries.map((entry, index) => `import * as e${index} from '${entry}';`);
  const names = entries.map((entry, index) => `  '${entry}': Object.keys(e${index}).sort(),`);
  const loader = `globalThis.loader = e${entries.indexOf('flow-widget-loader')};`;
  return `${imports.join('\n')}\n${loader}\nglobalThis.exported = {\n${names.join('\n')}\n};\n`;
}

/** Runs a script of the app's package.json, and returns what it printed. */
export const runScript = (folder, script) => execute(folder, 'npm', ['run', '--silent', script]);

/** Runs a command that is installed in the app, and returns what it printed. */
export const run = (folder, command, args, env) =>
  execute(folder, `${folder}/node_modules/.bin/${command}`, args, env);

/** Returns a program's stdout and stderr; if it fails, the error contains both. */
export async function execute(folder, program, args = [], env = {}) {
  try {
    const { stdout, stderr } = await exec(program, args, {
      cwd: folder,
      env: { ...process.env, ...QUIET, ...env },
      maxBuffer: 1 << 24,
    });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}

/** Starts a server that is installed in the app, and waits until it prints its URL. */
export async function start(folder, command, args, env = {}) {
  const child = spawn(`${folder}/node_modules/.bin/${command}`, args, {
    cwd: folder,
    env: { ...process.env, ...QUIET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, since some of these programs start others: `close` ends them all.
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += String(chunk);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: matches terminal colours
      const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(output.replace(/\x1b\[\d+m/g, '')) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${command} exited with ${code}\n${output}`)));
  });
  return {
    url: url.replace('localhost', '127.0.0.1'),
    output: () => output,
    async close() {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {}
      await ended;
    },
  };
}

/** Turns off telemetry, colours and update checks. */
const QUIET = {
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  NO_UPDATE_NOTIFIER: '1',
  BROWSERSLIST_IGNORE_OLD_DATA: '1',
};
