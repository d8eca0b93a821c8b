import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { entries, inert, unpack } from './pack.mjs';
import { CACHE, EXAMPLES, sourceOf } from './places.mjs';

const exec = promisify(execFile);

/**
 * Makes a fixture ready and returns its folder: its dependencies installed, which happens once for each lock file,
 * its files as they are in git, and the package as it was packed.
 */
export async function fixture(name) {
  const source = sourceOf(name);
  const folder = await installed(name, source);
  // What the last run left, a bundler's cache of the package included.
  for (const file of await readdir(folder)) {
    if (file !== 'node_modules') await rm(`${folder}/${file}`, { recursive: true });
  }
  for (const cache of ['.vite', '.vite-temp', '.cache']) {
    await rm(`${folder}/node_modules/${cache}`, { recursive: true, force: true });
  }
  await cp(source, folder, { recursive: true });
  await furnish(folder);
  return folder;
}

/** The same for what needs nothing installed, or only what the project has anyway. */
export async function bareFixture(name) {
  const folder = `${CACHE}${name}-app`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(sourceOf(name), folder, { recursive: true }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await writeFile(`${folder}/package.json`, '{ "private": true, "type": "module" }\n');
  await furnish(folder);
  return folder;
}

/** What every app gets: the package as it was packed, and the modules that all have in common. */
async function furnish(folder) {
  await unpack(`${folder}/node_modules`);
  await cp(`${EXAMPLES}app`, `${folder}/app-common`, { recursive: true });
  const able = await ableToImport(folder);
  await writeFile(`${folder}/app-common/entries.js`, importAll(able));
  const bare = able.filter((entry) => inert.includes(entry)).map((entry) => `import '${entry}';\n`);
  await writeFile(`${folder}/app-common/bare.js`, bare.join(''));
}

/** Runs `npm ci` for a lock file that is new here; an interrupted one leaves nothing that looks complete. */
async function installed(name, source) {
  const lock = await readFile(`${source}/package-lock.json`);
  const folder = `${CACHE}${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  const there = await readdir(`${folder}/node_modules`).catch(() => []);
  if (there.length > 0) return folder;
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

/** The entries whose peers the fixture has. */
async function ableToImport(folder) {
  const has = new Set(await readdir(`${folder}/node_modules`));
  return entries.filter((entry) => !/\/(react|vue)$/.test(entry) || has.has(entry.split('/')[1]));
}

/** A module that imports entries and keeps what each exports. */
function importAll(entries) {
  const lines = entries.map((entry, index) => `import * as e${index} from '${entry}';`);
  const kept = entries.map((entry, index) => `  '${entry}': Object.keys(e${index}).sort(),`);
  return `${lines.join('\n')}\nglobalThis.exported = {\n${kept.join('\n')}\n};\n`;
}

/** Runs a program of the fixture's own; resolves with what it printed, all of it in the error if it fails. */
export async function run(folder, program, args = [], env = {}) {
  try {
    const { stdout, stderr } = await exec(`${folder}/node_modules/.bin/${program}`, args, {
      cwd: folder,
      env: { ...process.env, ...QUIET, ...env },
      maxBuffer: 1 << 24,
    });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}

/** Starts a server of the fixture's own, and waits until it says where it listens. */
export async function start(folder, program, args, env = {}) {
  const child = spawn(`${folder}/node_modules/.bin/${program}`, args, {
    cwd: folder,
    env: { ...process.env, ...QUIET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, since some of these programs start others.
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += String(chunk);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
      const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(output.replace(/\x1b\[\d+m/g, '')) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${program} ended with ${code}\n${output}`)));
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

/** Nothing that a tool does for itself belongs into a test: telemetry, colours, looking for news. */
const QUIET = {
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  NO_UPDATE_NOTIFIER: '1',
  BROWSERSLIST_IGNORE_OLD_DATA: '1',
};
