// The command `conformance`: it starts and ends the backend, identifies the users, and reports without secrets.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RULES, Service } from '../../../dist/cli-conformance.js';
import { ALLOWED_ORIGIN, listen } from './support.mjs';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const REFERENCE = fileURLToPath(new URL('reference.mjs', import.meta.url));
const URL_WITH_PORT = 'http://127.0.0.1:{port}/api/flow';
const A = ['--user-a-header', 'Authorization: Bearer alice-demo-token'];
const B = ['--user-b-header', 'Authorization: Bearer bob-demo-token'];
const START = ['--', process.execPath, REFERENCE];
const SECRETS = /alice-demo-token|bob-demo-token|conformance-webhook-secret|SANDBOX-TEST-KEY/;

/** Runs the command. Returns its exit code and its output. */
const conformance = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, [CLI, 'conformance', ...args], (error, output, errors) =>
      resolve({ code: error?.code ?? 0, output, errors }),
    );
  });

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'conformance-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Returns whether a server answers at a URL. */
const answers = (url) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('starts a backend, checks it, ends it, and returns 0', async (t) => {
  const json = join(folder(t), 'report.json');
  const webhook = ['--webhook', 'http://127.0.0.1:{port}/webhooks/flow/conformance-webhook-secret'];
  const options = ['--allowed-origin', ALLOWED_ORIGIN, '--json', json, ...webhook];
  const only = [
    '--only',
    'create/status',
    '--only',
    'cors/',
    '--only',
    'webhook/secret',
    '--only',
    'binding/ex',
  ];
  const { code, output, errors } = await conformance(
    URL_WITH_PORT,
    ...A,
    ...B,
    ...options,
    ...only,
    ...START,
  );
  assert.deepEqual([code, errors], [0, '']);
  assert.match(
    output,
    /^Conformance of http:\/\/127\.0\.0\.1:\d+\/api\/flow\n\ncreate\n {2}✓ create\/status /,
  );
  assert.match(output, /– binding\/expiry .*skipped: needs the lifetime of verdicts: add --lifetime\)/);
  assert.match(
    output,
    /\n7 passed, 0 must failed, 0 should failed, 1 skipped\n1 rule skipped: add --lifetime\n$/,
  );
  const report = JSON.parse(readFileSync(json, 'utf8'));
  assert.equal(report.outcomes.length, 8);
  assert.deepEqual(report.counts, { passed: 7, must: 0, should: 0, skipped: 1 });
  assert.doesNotMatch(output + JSON.stringify(report), SECRETS);
  assert.equal(await answers(report.endpoint), false);
});

test('returns 1 if a must is broken, and shows what and how, without secrets', async (t) => {
  const server = join(folder(t), 'server.mjs');
  // A backend that repeats everything that it knows in its response.
  writeFileSync(
    server,
    `import { createServer } from 'node:http';
     createServer(({ headers }, response) =>
       response.end(JSON.stringify([headers.authorization, process.env.FLOW_API_KEY, { token: 'abc' }]))
     ).listen(process.env.PORT, '127.0.0.1');`,
  );
  const only = ['--only', 'create/status', '--only', 'create/empty-body'];
  const { code, output, errors } = await conformance(
    ...[URL_WITH_PORT, ...A, ...B, ...only, '--json', '-', '--', process.execPath, server],
  );
  assert.deepEqual([code, errors], [1, '']);
  const { outcomes, counts } = JSON.parse(output);
  assert.deepEqual(counts, { passed: 0, must: 1, should: 1, skipped: 0 });
  const [{ id, level, status, section, expected, received, request }] = outcomes;
  assert.deepEqual([id, level, status, section], ['create/status', 'must', 'failed', 'creating-a-session']);
  assert.equal(expected, '2xx with a `session_id`');
  assert.equal(received, 'status 200 with ["[user a]","[API key]",{"token":"[token]"}]');
  assert.match(
    request,
    /^curl -i --path-as-is -X POST 'http:\/\/127\.0\.0\.1:\d+\/api\/flow' .*-H 'authorization: \[user a\]' --data '\{\}'$/,
  );
  assert.doesNotMatch(output, SECRETS);
});

test('a should that is broken gives the exit code 0', async () => {
  const { code, output } = await conformance(
    ...[URL_WITH_PORT, ...A, ...B, '--only', 'errors/details', '--', process.execPath, '-e'],
    `require('node:http').createServer((request, response) => {
      const body = JSON.stringify({ session_id: 'one', error: 'internal-detail-of-the-service' });
      response.writeHead(201).end(body);
    }).listen(process.env.PORT, '127.0.0.1')`,
  );
  assert.equal(code, 0);
  assert.match(output, / {2}! errors\/details /);
});

test('checks a backend that runs already, with --service-port and the printed key', async (t) => {
  const { output } = await conformance('--help-key');
  assert.equal(output.trim(), new Service().key);
  const servicePort = await freePort();
  const port = await freePort();
  const env = {
    ...process.env,
    FLOW_API_KEY: output.trim(),
    FLOW_BASE_URL: `http://127.0.0.1:${servicePort}`,
    PORT: port,
  };
  const backend = spawn(process.execPath, [REFERENCE], { env, stdio: 'ignore' });
  t.after(() => backend.kill());
  const endpoint = `http://127.0.0.1:${port}/api/flow`;
  while (!(await answers(endpoint))) await new Promise((resolve) => setTimeout(resolve, 20));
  const { code, output: table } = await conformance(
    ...[
      endpoint,
      ...A,
      ...B,
      '--service-port',
      String(servicePort),
      '--only',
      'create/s',
      '--only',
      'verdict/p',
    ],
  );
  assert.equal(code, 0, table);
  assert.equal(await answers(endpoint), true);
});

test('takes users from cookie files and from a command', async (t) => {
  const place = folder(t);
  const netscape = join(place, 'a.txt');
  const lines = join(place, 'b.txt');
  writeFileSync(
    netscape,
    '# Netscape HTTP Cookie File\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\talice-session\n127.0.0.1\tFALSE\t/\tFALSE\t0\tx\t1\n',
  );
  writeFileSync(lines, 'sid=bob-session\n');
  const server = join(place, 'server.mjs');
  writeFileSync(
    server,
    `import { createServer } from 'node:http';
     createServer(({ headers }, response) => {
       const known = ['sid=alice-session; x=1', 'sid=bob-session', 'sid=a-session', 'sid=b-session'];
       response.writeHead(known.includes(headers.cookie) ? 201 : 401, { 'content-type': 'application/json' });
       response.end('{ "session_id": "one" }');
     }).listen(process.env.PORT, '127.0.0.1');`,
  );
  const run = (...users) =>
    conformance(URL_WITH_PORT, ...users, '--only', 'create/status', '--', process.execPath, server);
  const files = await run('--user-a-cookies', netscape, '--user-b-cookies', lines);
  assert.equal(files.code, 0, files.output + files.errors);
  const command = await run(
    ...[
      '--user-command',
      `'${process.execPath}' -e 'console.log("Cookie: sid=" + process.argv[1] + "-session")'`,
    ],
  );
  assert.equal(command.code, 0, command.output + command.errors);
});

test('returns 2 and says why if an option is wrong or the backend cannot be reached', async (t) => {
  const url = 'http://127.0.0.1:1/api/flow';
  const cases = [
    [[], /Give the URL of one endpoint/],
    [[url, 'two'], /Give the URL of one endpoint/],
    [['ftp://host/'], /URL must be an http or https URL, not "ftp:\/\/host\/"/],
    [[URL_WITH_PORT, ...A, ...B], /\{port\} needs a command after --/],
    [[url, ...A], /Two users are needed/],
    [[url, ...A, '--user-b-header', A[1]], /The two users have the same headers/],
    [[url, '--user-a-header', 'alice-demo-token'], /--user-a-header must be a header such as/],
    [[url, '--user-a-cookies', '/no/such/file'], /The file \/no\/such\/file cannot be read/],
    [[url, '--user-command', 'exit 3;'], /--user-command failed for the user a \(3\)/],
    [[url, '--only', 'nothing/'], /No rule begins with nothing\//],
    [[url, ...A, ...B, '--limit', 'soon'], /--limit must be a whole number/],
    ...['https://app.example/', 'https://app.example/shop', 'https://App.example', 'app.example', '*'].map(
      (origin) => [
        [url, ...A, ...B, '--allowed-origin', origin],
        /^--allowed-origin must be an origin, which has no path, such as https:\/\/app\.example, not "/,
      ],
    ),
    [[url, '--allow-create'], /--allow-create is for --safe/],
    [[url, '--safe', '--', 'node'], /--safe is for an endpoint that runs already/],
    [[url, ...A, ...B, '--'], /There is no command after --/],
    [[url, ...A, ...B, '--', 'no-such-program-here'], /Cannot start no-such-program-here/],
    [[url, ...A, ...B], /^The backend cannot be reached at http:\/\/127\.0\.0\.1:1\/api\/flow\.$/m],
    [
      [
        URL_WITH_PORT,
        ...A,
        ...B,
        '--',
        process.execPath,
        '-e',
        'console.error("No " + process.env.FLOW_API_KEY)',
      ],
      /The backend has ended before it could be reached\.\n\nNo \[API key\]/,
    ],
  ];
  const results = await Promise.all(cases.map(([args]) => conformance(...args)));
  for (const [index, [args, message]] of cases.entries()) {
    const { code, output, errors } = results[index];
    assert.deepEqual([code, output], [2, ''], args.join(' '));
    assert.match(errors, message);
    assert.doesNotMatch(errors.replace(/"Authorization: Bearer …"/, ''), SECRETS);
  }
  const taken = await listen(t, () => {});
  const { code, errors } = await conformance(url, ...A, ...B, '--service-port', new URL(taken).port);
  assert.equal(code, 2);
  assert.match(errors, /Cannot listen on --service-port \d+/);
});

/** A backend that knows both users by their cookies. Its webhook accepts one secret. */
const COOKIE_SERVER = `
  require('node:http').createServer(({ headers, url }, response) => {
    const known = ['sid=alice-session', 'sid=bob-session'].includes(headers.cookie);
    const isWebhook = url.startsWith('/webhooks/');
    const status = isWebhook ? (url.endsWith('/right-secret-of-the-webhook') ? 200 : 404) : !known ? 401 : url === '/api/flow' ? 201 : 404;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"session_id":"one"}');
  }).listen(process.env.PORT, '127.0.0.1')`;

test('returns 2 if a user, the path or the secret of the webhook is wrong, instead of failing every rule', async () => {
  const cookies = (a, b) => ['--user-a-header', `Cookie: sid=${a}`, '--user-b-header', `Cookie: sid=${b}`];
  const users = cookies('alice-session', 'bob-session');
  const webhook = (secret) => ['--webhook', `http://127.0.0.1:{port}/webhooks/flow/${secret}`];
  const cases = [
    [
      [URL_WITH_PORT, ...cookies('wrong-session', 'bob-session')],
      /^The user a gets 401: check --user-a-header,/,
    ],
    [
      [URL_WITH_PORT, ...cookies('alice-session', 'wrong-session')],
      /^The user b gets 401: check --user-b-header,/,
    ],
    [
      [`${URL_WITH_PORT}s`, ...users],
      /^A POST to http:.*\/api\/flows answers 404: check the path of the URL\./,
    ],
    [
      [URL_WITH_PORT, ...users, ...webhook('wrong-secret-of-the-webhook')],
      /^The webhook answers an event with 404: check the path and the secret in --webhook\./,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, output, errors } = await conformance(...args, '--', process.execPath, '-e', COOKIE_SERVER);
    assert.deepEqual([code, output], [2, '']);
    assert.match(errors, message);
    assert.doesNotMatch(errors, /-session|secret-of-the-webhook/);
  }
  // The rules that are checked do not need what is wrong.
  const { code, output } = await conformance(
    ...[
      URL_WITH_PORT,
      ...cookies('alice-session', 'wrong-session'),
      ...webhook('wrong-secret-of-the-webhook'),
    ],
    ...['--only', 'create/content-type', '--', process.execPath, '-e', COOKIE_SERVER],
  );
  assert.equal(code, 0, output);
});

test("a broken rule's command has the name of the user's header", async () => {
  const { code, output } = await conformance(
    ...[
      URL_WITH_PORT,
      '--user-a-header',
      'Cookie: sid=alice-session',
      '--user-b-header',
      'Cookie: sid=bob-session',
    ],
    ...['--only', 'create/session-id', '--', process.execPath, '-e', COOKIE_SERVER],
  );
  assert.equal(code, 1);
  assert.match(output, /request {3}curl .*-H 'cookie: \[user a\]'/);
  assert.doesNotMatch(output, /authorization/);
});

test('--list prints the rules, and --only filters them', async () => {
  const all = await conformance('--list');
  assert.equal(all.code, 0);
  assert.equal(all.output.trim().split('\n').length, RULES.length);
  const some = await conformance('--list', '--only', 'limits/', '--only', 'cors/vary');
  assert.deepEqual(
    some.output.match(/^\S+/gm),
    RULES.map(({ id }) => id).filter((id) => id.startsWith('limits/') || id === 'cors/vary'),
  );
});

test('--safe sends only requests that create no session, and needs no users', async (t) => {
  const requests = [];
  const server = await listen(t, (request, response) => {
    requests.push(`${request.method} ${request.headers.authorization ?? ''}`);
    response.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end('{}');
  });
  const { output } = await conformance(`${server}/api/flow`, '--safe');
  assert.match(output, /✗ binding\/anonymous-unknown/);
  assert.match(output, /– create\/anonymous .*skipped: needs the stand-in for the service/);
  assert.deepEqual(new Set(requests), new Set(['GET ', 'HEAD ', 'OPTIONS ']));
  requests.length = 0;
  await conformance(`${server}/api/flow`, '--safe', ...A, ...B);
  assert.ok(requests.length > 0);
  assert.ok(!requests.some((request) => request.startsWith('POST')), requests.join());
  await conformance(`${server}/api/flow`, '--safe', '--allow-create', ...A, '--only', 'create/');
  assert.ok(requests.includes('POST Bearer alice-demo-token'));
});

test('ends the backend when it is interrupted', async (t) => {
  const place = folder(t);
  const file = join(place, 'port');
  const server = join(place, 'server.mjs');
  // Answers nothing, so that the command is still running.
  writeFileSync(
    server,
    `import { writeFileSync } from 'node:fs';
     import { createServer } from 'node:http';
     createServer(({ method }, response) => {
       if (method === 'OPTIONS') return response.end();
       writeFileSync(process.argv[2], process.env.PORT);
     }).listen(process.env.PORT, '127.0.0.1');`,
  );
  const child = spawn(
    process.execPath,
    [CLI, 'conformance', URL_WITH_PORT, ...A, ...B, '--', process.execPath, server, file],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  const port = async () => {
    for (;;) {
      try {
        const text = readFileSync(file, 'utf8');
        if (text) return text;
      } catch {
        // Not written yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const endpoint = `http://127.0.0.1:${await port()}/`;
  child.kill('SIGINT');
  assert.equal(await ended, 1);
  assert.equal(
    await fetch(endpoint, { method: 'OPTIONS' }).then(
      () => true,
      () => false,
    ),
    false,
  );
});

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
