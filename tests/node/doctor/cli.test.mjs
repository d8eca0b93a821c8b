// The command: arguments, exit codes, the report as JSON, and secrets.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  doctor,
  fakeService,
  KEY,
  PRIVATE,
  passed,
  run,
  SESSION,
  servePage,
  serveSandbox,
} from './support.mjs';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

for (const [name, args, text] of [
  ['nothing to check', [], /Choose at least one/],
  ['a key instead of a name', ['--key-env', KEY], /name of an environment variable, not the key itself/],
  ['a key that looks like a name', ['--key-env', 'a'.repeat(48)], /not the key itself/],
  ['a variable that is not set', ['--key-env', 'FLOW_API_KEY'], /FLOW_API_KEY is not set/],
  ['an empty variable', ['--key-env', 'EMPTY'], /EMPTY is not set/],
  ['a stray argument', ['--yes', KEY], /An argument does not belong to an option/],
  ['a mode', ['--page', 'http://127.0.0.1/', '--mode', 'popup'], /--mode must be one of/],
  ['a time limit', ['--page', 'http://127.0.0.1/', '--timeout', 'x'], /--timeout must be a whole number/],
  ['no time limit', ['--page', 'http://127.0.0.1/', '--timeout', '0'], /--timeout must be at least 1/],
  [
    'credentials in a URL',
    ['--page', 'http://user:query-secret@127.0.0.1/'],
    /--page must be .* without credentials/,
  ],
  ['another scheme', ['--script', 'file:///etc/passwd'], /--script must be an http/],
  ['no URL', ['--endpoint', '/api/flow'], /--endpoint must be/],
  [
    'http to another machine',
    ['--key-env', 'KEY', '--yes', '--base-url', 'http://service.example'],
    /must be https/,
  ],
  [
    'a query in the base URL',
    ['--key-env', 'KEY', '--yes', '--base-url', 'https://service.example/?k=query-secret'],
    /must not have a query/,
  ],
  ['a session id', ['--key-env', 'KEY', '--session', '..'], /--session must be/],
]) {
  test(`${name} is a usage error, which repeats no secret`, async () => {
    const { code, output, errors } = await run(args, { KEY, EMPTY: '' });
    assert.deepEqual([code, output], [2, ''], errors);
    assert.match(errors, text);
    assert.match(errors, /\n\nflow-widget-loader doctor --help lists the options\.\n$/);
    for (const secret of [KEY, ...PRIVATE]) assert.ok(!errors.includes(secret));
    assert.doesNotMatch(errors, / at .*:\d+:\d+/);
  });
}

test('the report has the version of the package, of Node.js and the platform; the exit code is 0', async (t) => {
  const { url, sandbox } = await serveSandbox(t);
  const args = ['--key-env', 'KEY', '--yes', '--base-url', url, '--script', `${url}/widget/flow-widget.js`];
  const { code, output } = await run(args, { KEY: sandbox.keys.everyone });
  assert.equal(code, 0, output);
  assert.ok(
    output.startsWith(
      `flow-widget-loader doctor ${version} · Node.js ${process.versions.node} · ${process.platform} ${process.arch}\n`,
    ),
  );
  assert.match(output, /\n0 problems, 0 warnings, 1 not checked\n$/);
});

test('--json writes the same findings; the exit code is 1 with a problem', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const url = await servePage(t, { 'permissions-policy': 'camera=()' });
  const file = join(folder, 'report.json');
  const one = await run(['--page', url, '--json', file]);
  assert.equal(one.code, 1);
  assert.match(one.output, /✗ The header Permissions-Policy/);
  const two = await run(['--page', url, '--json=-']);
  assert.equal(two.code, 1);
  const [report, same] = [JSON.parse(readFileSync(file, 'utf8')), JSON.parse(two.output)];
  const plain = (value) => JSON.stringify(value).replace(/in \d+ ms/g, '');
  assert.equal(plain(report), plain(same));
  assert.deepEqual(
    [report.version, report.node, report.healthy, report.counts.problem],
    [version, process.versions.node, false, 1],
  );
  const { id, status, fix } = report.sections[0].findings.find(({ status }) => status === 'problem');
  assert.deepEqual([id, status], ['page/permissions', 'problem']);
  assert.match(fix, /^Permissions-Policy: camera=\(self\)/);
  assert.equal((await run(['--page', url, '--json', join(folder, 'missing', 'x')])).code, 2);
});

test('no output contains the key, the session id, cookies, queries or data, also if the service repeats them', async (t) => {
  const leaky = {
    ...passed(),
    [KEY]: KEY,
    status: KEY,
    technologies: [{ code: KEY, name: SESSION }],
    [`id_${SESSION}`]: 1,
    [btoa(KEY).replaceAll('=', '')]: 1,
    [KEY.toLowerCase()]: 1,
  };
  const { url } = await fakeService(t, { result: leaky });
  for (const args of [['--yes'], ['--session', SESSION]]) {
    for (const json of [[], ['--json', '-']]) {
      const all = ['--key-env', 'KEY', '--base-url', url, ...args, ...json];
      const { output, errors } = await run(all, { KEY });
      for (const secret of [KEY, KEY.toLowerCase(), btoa(KEY).replaceAll('=', ''), SESSION, ...PRIVATE])
        assert.ok(!`${output}${errors}`.includes(secret), `${secret}\n${output}`);
    }
  }
});

test('--script without a URL means both files of the service, which the loader tries as well', async () => {
  const source = readFileSync(new URL('../../../src/loader/script_options.rs', import.meta.url), 'utf8');
  const urls = [...source.matchAll(/"(https:\/\/[^"]+\.js)"/g)].map(([, url]) => url);
  assert.deepEqual(urls, doctor.SCRIPT_URLS);
  // The next option is not its value. The other error comes first, so that nothing is requested.
  const { errors } = await run(['--script', '--timeout', 'x']);
  assert.match(errors, /^--timeout must be/);
});
