// `doctor --script`: whether a page can load the widget's script.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { doctor, examine, serve, serveSandbox } from './support.mjs';

const UMD = '(function (root) { root.FlowWidget = { startSession() {} }; })(globalThis);';
const HEADERS = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };

/** Checks a script that is served like this; `headers` replace those of a healthy one, `undefined` removes one. */
async function examineScript(t, { code = UMD, headers = {}, status = 200 } = {}) {
  const { url } = await serve(t, (_request, response) => {
    const all = { ...HEADERS, ...headers };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) response.setHeader(name, value);
    response.writeHead(status).end(code);
  });
  return examine({ script: `${url}/widget/flow-widget.umd.js?token=query-secret` });
}

test("the sandbox's script is healthy", async (t) => {
  const { url } = await serveSandbox(t);
  for (const name of ['flow-widget.umd.js', 'flow-widget.js']) {
    const { problems, text, findings } = await examine({ script: `${url}/widget/${name}` });
    assert.equal(problems, 0, text);
    assert.equal(findings['script/widget'].status, 'ok', name);
  }
});

test('the integrity is that of the file, after decompression', async (t) => {
  const { findings } = await examineScript(t, {
    code: gzipSync(UMD),
    headers: { 'content-encoding': 'gzip', 'cache-control': 'max-age=60' },
  });
  const hash = createHash('sha384').update(UMD).digest('base64');
  assert.equal(findings['script/integrity'].text, `integrity: 'sha384-${hash}'`);
  assert.match(findings['script/integrity'].fix, /may change the file at any time/);
  assert.match(findings['script/size'].text, /compression with gzip/);
  assert.match(findings['script/cache'].text, /cached for 60 s/);
});

for (const [name, options, id, status, text] of [
  ['status 404', { status: 404 }, 'script/reachable', 'problem', /404/],
  ['status 500', { status: 500 }, 'script/reachable', 'problem', /500/],
  [
    'HTML',
    { code: '<!doctype html><title>FlowWidget startSession', headers: { 'content-type': 'text/html' } },
    'script/type',
    'problem',
    /is HTML \(text\/html\)/,
  ],
  ['HTML as JavaScript', { code: ' <html>' }, 'script/type', 'problem', /is HTML/],
  [
    'text/plain',
    { headers: { 'content-type': 'text/plain' } },
    'script/type',
    'problem',
    /only as a classic script/,
  ],
  [
    'text/plain and nosniff',
    { headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' } },
    'script/type',
    'problem',
    /neither as a module nor/,
  ],
  [
    'no content type',
    { headers: { 'content-type': undefined } },
    'script/type',
    'problem',
    /no content type/,
  ],
  ['nosniff', { headers: { 'x-content-type-options': 'nosniff' } }, 'script/type', 'ok', /with nosniff/],
  [
    'no CORS',
    { headers: { 'access-control-allow-origin': undefined } },
    'script/cors',
    'problem',
    /header .* is missing/,
  ],
  [
    'CORS for another origin',
    { headers: { 'access-control-allow-origin': 'https://other.example' } },
    'script/cors',
    'problem',
    /another origin than https:\/\/app\.example/,
  ],
  [
    'CORS for the page',
    { headers: { 'access-control-allow-origin': 'https://app.example' } },
    'script/cors',
    'ok',
    /allows https:\/\/app\.example/,
  ],
  [
    'a resource policy',
    { headers: { 'cross-origin-resource-policy': 'same-site' } },
    'script/resource-policy',
    'warning',
    /same-site/,
  ],
  ['no-store', { headers: { 'cache-control': 'no-store' } }, 'script/cache', 'info', /not cached/],
  ['both kinds', {}, 'script/syntax', 'ok', /as a classic script and as a module/],
  ['a module', { code: 'export function startSession() {}' }, 'script/syntax', 'ok', /module only/],
  [
    'a module with a top-level await',
    { code: 'const a = await 1; export { a as startSession };' },
    'script/syntax',
    'ok',
    /module only/,
  ],
  [
    'a module that exports',
    { code: 'export async function startSession() {}' },
    'script/widget',
    'ok',
    /exports startSession/,
  ],
  [
    'a module that exports a list',
    { code: 'const a = 1; export{a as startSession}' },
    'script/widget',
    'ok',
    /exports startSession/,
  ],
  [
    'a classic script only',
    { code: `with (globalThis) { ${UMD} }` },
    'script/syntax',
    'warning',
    /classic script only/,
  ],
  ['a syntax error', { code: `${UMD} }` }, 'script/syntax', 'problem', /syntax error/],
  ['half of a file', { code: UMD.slice(0, 40) }, 'script/syntax', 'problem', /syntax error/],
  ['no FlowWidget', { code: 'console.log("startSession")' }, 'script/widget', 'problem', /name FlowWidget:/],
  ['neither name', { code: '1' }, 'script/widget', 'problem', /names FlowWidget and startSession/],
]) {
  test(`a script with ${name}`, async (t) => {
    const { findings, text: report } = await examineScript(t, options);
    assert.equal(findings[id]?.status, status, report);
    assert.match(findings[id].text, text);
    if (name === 'a module') assert.doesNotMatch(findings[id].text, /classic script and/);
  });
}

test('a redirect is followed, and both origins are named', async (t) => {
  const target = await serve(t, (_request, response) => response.writeHead(200, HEADERS).end(UMD));
  const { url } = await serve(t, (_request, response) =>
    response.writeHead(302, { location: `${target.url}/v2.js?sig=query-secret` }).end(),
  );
  const { findings, problems } = await examine({ script: `${url}/flow.js` });
  assert.equal(problems, 0);
  assert.match(findings['script/redirect'].text, new RegExp(`${target.url}/v2.js\\.`));
});

test('a redirect loop and a redirect to another scheme are problems', async (t) => {
  for (const location of ['/again', 'file:///etc/passwd', 'http://user:query-secret@127.0.0.1/']) {
    const { url } = await serve(t, (_request, response) => response.writeHead(302, { location }).end());
    const { findings } = await examine({ script: `${url}/flow.js` });
    assert.equal(findings['script/reachable'].status, 'problem', location);
  }
});

test('a hostile script is searched in reasonable time', async (t) => {
  for (const part of ['export{', 'export ', 'export {a,', '('])
    await examineScript(t, { code: part.repeat(2_000_000) });
});

test('a huge script is a problem', async (t) => {
  const { findings } = await examineScript(t, { code: ' '.repeat(20_000_001) });
  assert.match(findings['script/reachable'].text, /longer than 20 MB/);
});

test('the process that parses a module does not get the environment', async (t) => {
  const { NODE_OPTIONS } = process.env;
  t.after(() => {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  });
  process.env.NODE_OPTIONS = '--require=./is-missing.cjs';
  assert.deepEqual(await doctor.syntaxOf('export default 1;'), { classic: false, module: true });
});

test('a script is never run', async () => {
  const mark = '/tmp/flow-widget-doctor-has-run';
  globalThis.hasRun = false;
  const write = `globalThis.hasRun = true; globalThis.process?.getBuiltinModule?.('node:fs').writeFileSync('${mark}', '');`;
  assert.deepEqual(await doctor.syntaxOf(write), { classic: true, module: true });
  const module = `import { writeFileSync } from 'node:fs'; writeFileSync('${mark}', ''); export default 1;`;
  assert.deepEqual(await doctor.syntaxOf(module), { classic: false, module: true });
  assert.equal(globalThis.hasRun, false);
  assert.equal(existsSync(mark), false);
});
