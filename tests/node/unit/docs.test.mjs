// Checks the documentation: links, file names, snippets that appear in two documents, and settings.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const exists = (path) => existsSync(new URL(path, root));
const list = (...patterns) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], { cwd: root })
    .toString()
    .split('\n')
    .filter((path) => path && exists(path));

const documents = list('*.md', 'llms.txt').filter((path) => !path.startsWith('tests/package/records/'));
const shipped = read('tests/package/records/files.txt').trim().split('\n');
const repository = `${JSON.parse(read('package.json')).homepage.replace(/#.*/, '')}/blob/main/`;

/** Returns a document without its code, in which brackets are not links. */
const prose = (path) =>
  read(path)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, '``');
/** Returns the links of a document as `[path, fragment]`; `path` is empty for a link within the document. */
const linksOf = (path) =>
  [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => [
    target.split('#')[0],
    target.split('#')[1],
  ]);
const isRelative = ([target]) => !/^[a-z]+:/i.test(target);
const resolved = (document, target) => posix.join(posix.dirname(document), target);

/** Returns the fragments that GitHub generates for the headings of a document. */
const anchorsOf = (path) =>
  [
    ...read(path)
      .replace(/^```.*?^```$/gms, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('each relative link points to a file, and its fragment to a heading', () => {
  const broken = [];
  for (const document of documents) {
    for (const [target, fragment] of linksOf(document).filter(isRelative)) {
      const path = target ? resolved(document, target) : document;
      if (!exists(path)) broken.push(`${document}: ${target}`);
      else if (fragment && !anchorsOf(path).includes(fragment))
        broken.push(`${document}: ${target}#${fragment}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('each relative link in a packed document points to a packed file', () => {
  const packed = documents.filter((path) => shipped.includes(path));
  assert.ok(packed.includes('README.md') && packed.includes('llms.txt'));
  const broken = packed.flatMap((document) =>
    linksOf(document)
      .filter((link) => isRelative(link) && link[0] && !shipped.includes(resolved(document, link[0])))
      .map(([target]) => `${document}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('each link to the repository points to an existing file', () => {
  const targets = documents.flatMap((document) =>
    linksOf(document)
      .map(([target]) => target)
      .filter((target) => target.startsWith(repository)),
  );
  assert.ok(targets.length > 0);
  assert.deepEqual(
    targets.filter((target) => !exists(decodeURI(target.slice(repository.length)))),
    [],
  );
});

test('each file and folder named in a document for contributors exists', () => {
  const folders = 'src wasm js sandbox-widget www examples bench soak scripts tests docs .github'.split(' ');
  // Matches paths in code spans and in commands. A folder ends in a slash; a path with `*` does not match.
  const named = new RegExp(
    `[\` ]((?:${folders.join('|').replace('.', '\\.')})/(?:[\\w./-]*(?:\\.\\w+|/))?)[\`\\s]`,
    'g',
  );
  const missing = [];
  for (const document of ['docs/architecture.md', 'CONTRIBUTING.md', 'SECURITY.md', 'tests/README.md']) {
    if (!exists(document)) continue;
    const paths = [...read(document).matchAll(named)].map(([, path]) => path);
    assert.ok(paths.length > 0, document);
    for (const path of paths) {
      const found = exists(path) && statSync(new URL(path, root)).isDirectory() === path.endsWith('/');
      if (!found) missing.push(`${document}: ${path}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('each threat names an existing test file, or says that nothing is tested', () => {
  for (const document of ['SECURITY.md', 'docs/server.md']) {
    const rows = [...read(document).matchAll(/^\| threat .*\| tested in +\|\n\|[ -|]+\|\n((?:\|.*\|\n)+)/gm)]
      .flatMap(([, body]) => body.trim().split('\n'))
      .map((row) => row.slice(1, -1).split('|').at(-1).trim());
    assert.ok(rows.length > 10, document);
    for (const cell of rows) {
      if (document === 'docs/server.md' && cell === 'none') continue;
      const files = cell
        .split(', ')
        .map((code) => /^`((?:tests|src)\/[\w./-]+\.(?:mjs|rs))`$/.exec(code)?.[1]);
      for (const file of files) assert.ok(file && exists(file), `${document}: ${cell}`);
    }
  }
});

test('each snippet of llms.txt is also in the README', () => {
  const blocks = (text) => [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const snippets = blocks(read('llms.txt'));
  assert.equal(snippets.length, 3);
  const readme = blocks(read('README.md'));
  for (const code of snippets) assert.ok(readme.includes(code), code);
});

test('the CSP and the sandbox URL in the documents match the code', () => {
  const policy = /script-src 'self' 'wasm-unsafe-eval' (\S+?);/.exec(read('README.md'))[1];
  for (const path of ['README.md', 'llms.txt', 'docs/sandbox.md']) {
    for (const [url] of read(path).matchAll(/http:\/\/127\.0\.0\.1:(?!8080)\d+/g)) {
      assert.equal(url, `http://127.0.0.1:${/PORT \?\? '(\d+)'/.exec(read('js/cli/sandbox.ts'))[1]}`, path);
    }
    assert.ok(path === 'docs/sandbox.md' || read(path).includes(policy), path);
  }
  assert.ok(list('js/*.ts').some((path) => read(path).includes(`'${policy}/widget/flow-widget.umd.js'`)));
});

test("a document that cites a section of the service's guide links to the guide exactly once", () => {
  for (const document of documents.filter((path) => /section \d/.test(read(path)))) {
    const links = linksOf(document).filter(([target]) => target.startsWith('https://guide.biometric.kz/'));
    assert.equal(links.length, 1, document);
  }
});
