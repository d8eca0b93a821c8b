// The archive has all intended files and no others, and they contain no paths of the machine that built them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { after, before, test } from 'node:test';
import { manifest, pack, unpack } from './support/pack.mjs';
import { CACHE, ROOT } from './support/places.mjs';
import { matchesRecord } from './support/record.mjs';

let modules;
let folder;
let files;

before(async () => {
  await mkdir(CACHE, { recursive: true });
  modules = await mkdtemp(`${CACHE}files-`);
  folder = await unpack(modules);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  files = found
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath ?? file.path}/${file.name}`.slice(folder.length + 1))
    .sort();
});
after(() => modules && rm(modules, { recursive: true }));

test('the files of the archive match the record', () => matchesRecord('files.txt', `${files.join('\n')}\n`));

test('the archive has every file that package.json names', () => {
  const named = JSON.stringify([
    Object.values(manifest.exports),
    manifest.bin,
    manifest.main,
    manifest.unpkg,
  ]);
  const missing = [...new Set(named.match(/\.\/[^"]+/g))].filter((path) => !files.includes(path.slice(2)));
  assert.deepEqual(missing, []);
});

test('the archive has every module that its modules import', async () => {
  const missing = [];
  for (const file of files.filter((name) => /\.(js|d\.ts)$/.test(name))) {
    const text = await readFile(`${folder}/${file}`, 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\(?|URL\()\s*["'](\.\.?\/[^"']+)["']/g)) {
      const target = new URL(
        file.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path,
        `file:///${file}`,
      );
      if (!files.includes(target.pathname.slice(1))) missing.push(`${file} → ${path}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('no file contains a path or URL of the machine that built it', async () => {
  const forbidden = [
    ...[
      ROOT.slice(0, -1),
      ...(homedir() === '/' ? [] : [homedir()]),
      '/root/',
      '/home/',
      '/Users/',
      '/tmp/',
      '.cargo/',
    ],
    ...['registry/src', 'registry.npm', 'sourceMappingURL', 'node_modules/'],
  ];
  const found = [];
  for (const file of files) {
    const text = await readFile(`${folder}/${file}`, 'latin1');
    // The data section of inlined WebAssembly is plain text as well.
    for (const word of forbidden) if (text.includes(word)) found.push(`${file}: ${word}`);
  }
  assert.deepEqual(found, []);
});

test('npm pack prints no warnings', async () => {
  const { path, stderr } = await pack();
  await rm(path);
  assert.doesNotMatch(stderr, /warn|error/i);
});

test('packing twice gives the same archive', async () => {
  const [one, two] = [await pack(), await pack()];
  assert.equal(one.report.integrity, two.report.integrity);
});

test('only the command is executable, and all files are readable by everyone', async () => {
  for (const file of files) {
    const { mode } = await stat(`${folder}/${file}`);
    assert.equal((mode & 0o111) !== 0, Object.values(manifest.bin).includes(`./${file}`), file);
    assert.equal(mode & 0o444, 0o444, file);
  }
});

test('integrity.json has the hash of each CDN file', async () => {
  const record = JSON.parse(await readFile(`${folder}/dist/cdn/integrity.json`, 'utf8'));
  const names = files.filter((file) => /^dist\/cdn\/.*\.js$/.test(file)).map((file) => file.slice(9));
  assert.deepEqual(Object.keys(record), names);
  for (const [name, integrity] of Object.entries(record)) {
    const hash = createHash('sha384').update(await readFile(`${folder}/dist/cdn/${name}`));
    assert.equal(integrity, `sha384-${hash.digest('base64')}`);
  }
});
