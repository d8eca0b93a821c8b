// Linters for packages (publint, attw), and the recorded declarations.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { fixture, run } from './support/fixture.mjs';
import { manifest, tarball } from './support/pack.mjs';
import { NAME } from './support/places.mjs';
import { matchesRecord } from './support/record.mjs';

let folder;
before(async () => {
  folder = await fixture('lint');
});

test('publint reports no errors, warnings or suggestions', async () => {
  const script = `
    import { readFile } from 'node:fs/promises';
    import { publint } from 'publint';
    const { buffer } = new Uint8Array(await readFile(process.argv[1]));
    const { messages } = await publint({ pack: { tarball: buffer }, level: 'suggestion', strict: true });
    console.log(JSON.stringify(messages));`;
  const args = ['--input-type=module', '-e', script, await tarball()];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  // publint searches the text for CommonJS keywords, and finds them in a string, the source of the sandbox's widget.
  const falsePositive = ({ code, path }) => code === 'FILE_INVALID_FORMAT' && path[1] === './sandbox';
  assert.deepEqual(
    JSON.parse(stdout).filter((message) => !falsePositive(message)),
    [],
  );
});

test('attw finds correct types in every module resolution', async () => {
  // The .wasm file has no types, since its import depends on the bundler.
  const files = entriesOf('.wasm').flatMap((path) => ['--exclude-entrypoints', path]);
  const output = await run(folder, 'attw', [
    await tarball(),
    '--profile',
    'esm-only',
    '--format',
    'table',
    ...files,
  ]);
  assert.match(output, /ignoring resolutions: 'node10', 'node16-cjs'/);
});

const entriesOf = (ending) =>
  Object.keys(manifest.exports)
    .filter((path) => path.endsWith(ending))
    .map((path) => path.slice(2));

test('the public declarations match the record', async () => {
  const root = `${folder}/node_modules/${NAME}`;
  const { exports } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'));
  const paths = Object.values(exports)
    .map(({ types }) => types)
    .filter(Boolean);
  const texts = new Map();
  for (const path of paths) {
    if (texts.has(path)) continue;
    const text = await readFile(`${root}/${path}`, 'utf8');
    texts.set(path, text);
    for (const [, name] of text.matchAll(/from '(\.[^']+)\.js'/g))
      paths.push(`./${new URL(`${name}.d.ts`, `file:///${path.slice(2)}`).pathname.slice(1)}`);
  }
  const sections = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `## ${path}\n\n\`\`\`ts\n${text}\`\`\`\n`);
  const head = '# The public declarations\n\nWritten by `npm run test:package -- lint --update`.\n\n';
  await matchesRecord('lint.declarations.md', head + sections.join('\n'));
});
