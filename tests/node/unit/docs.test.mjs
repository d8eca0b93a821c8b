// The documentation: its links, the files that it names, and the snippets that it repeats.
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

/** A document without its code, which may contain brackets of its own. */
const prose = (path) =>
  read(path)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, '``');
/** The links of a document as `[path, fragment]`; `path` is empty for a link within the document. */
const linksOf = (path) =>
  [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => [
    target.split('#')[0],
    target.split('#')[1],
  ]);
const isRelative = ([target]) => !/^[a-z]+:/i.test(target);
const resolved = (document, target) => posix.join(posix.dirname(document), target);

/** The fragments that GitHub gives to the headings of a document. */
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

test('each relative link leads to a file, and its fragment to a heading', () => {
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

test('each relative link in the package leads to a file of the package', () => {
  const inside = documents.filter((path) => shipped.includes(path));
  assert.ok(inside.includes('README.md') && inside.includes('llms.txt'));
  const broken = inside.flatMap((document) =>
    linksOf(document)
      .filter((link) => isRelative(link) && link[0] && !shipped.includes(resolved(document, link[0])))
      .map(([target]) => `${document}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('each link to the repository leads to a file of the repository', () => {
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

test('each file and folder that is named in a document for contributors exists', () => {
  const folders = 'src wasm js sandbox-widget www examples bench soak scripts tests docs .github'.split(' ');
  // In code spans and in commands; a folder ends in a slash, and `*` is not looked up.
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
      const there = exists(path) && statSync(new URL(path, root)).isDirectory() === path.endsWith('/');
      if (!there) missing.push(`${document}: ${path}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('the snippets of llms.txt are those of the README', () => {
  const blocks = (text) => [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const snippets = blocks(read('llms.txt'));
  assert.equal(snippets.length, 3);
  const readme = blocks(read('README.md'));
  for (const code of snippets) assert.ok(readme.includes(code), code);
});

test('the settings that the README and llms.txt name are those of the code', () => {
  const policy = /script-src 'self' 'wasm-unsafe-eval' (\S+?);/.exec(read('README.md'))[1];
  for (const path of ['README.md', 'llms.txt', 'docs/service.md']) {
    for (const [url] of read(path).matchAll(/http:\/\/127\.0\.0\.1:(?!8080)\d+/g)) {
      assert.equal(
        url,
        `http://127.0.0.1:${/PORT \?\? '(\d+)'/.exec(read('js/cli/sandbox-cli.ts'))[1]}`,
        path,
      );
    }
    assert.ok(path === 'docs/service.md' || read(path).includes(policy), path);
  }
  assert.ok(list('js/*.ts').some((path) => read(path).includes(`'${policy}/widget/flow-widget.umd.js'`)));
});

test('a document that cites a section of the guide links to it once', () => {
  for (const document of documents.filter((path) => /section \d/.test(read(path)))) {
    const links = linksOf(document).filter(([target]) => target.startsWith('https://guide.biometric.kz/'));
    assert.equal(links.length, 1, document);
  }
});
