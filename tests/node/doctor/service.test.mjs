// `doctor --key-env`: the healthy sandbox, and services with a fault.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  doctor,
  examineService,
  fakeService,
  json,
  KEY,
  run,
  SESSION,
  serve,
  serveSandbox,
} from './support.mjs';

test('the sandbox is healthy: nothing is a problem, a warning or unknown', async (t) => {
  const { url, sandbox } = await serveSandbox(t);
  const { findings, problems, text } = await examineService(url, { key: sandbox.keys.everyone });
  assert.equal(problems, 0, text);
  assert.ok(
    Object.values(findings).every(({ status }) => status !== 'warning'),
    text,
  );
  assert.match(findings['service/technologies'].text, /LDHP, F2F/);
  assert.match(findings['assumption/confirmed'].text, /error\/unknown-session.*status\/new/);
});

test('exactly one session is created, only after the consent, and the key is sent only where it belongs', async (t) => {
  const service = await fakeService(t);
  let asked = 0;
  const confirm = async () => {
    // Before, only a request without the key is made.
    assert.ok(service.requests.every(({ url, body }) => !`${url}${body}`.includes(KEY)));
    asked += 1;
    return true;
  };
  await examineService(service.url, { confirm });
  assert.equal(asked, 1);
  const posts = service.requests.filter(({ method }) => method === 'POST');
  assert.deepEqual(
    posts.map(({ url, body }) => [url, JSON.parse(body)]),
    [['/api/v1/flows/session/create/', { api_key: KEY }]],
  );
});

test('no session is created if the user does not agree, or if an existing one is given', async (t) => {
  const service = await fakeService(t);
  const { findings } = await examineService(service.url, { confirm: async () => false });
  assert.equal(findings['service/create'].status, 'unknown');
  const { problems } = await examineService(service.url, {
    sessionId: SESSION,
    confirm: () => assert.fail('asked'),
  });
  assert.equal(problems, 0);
  assert.ok(service.requests.every(({ method }) => method !== 'POST'));
});

for (const [name, key] of [
  ['short', 'x'.repeat(46)],
  ['with a space', `${KEY} `],
  ['with a control character', `${KEY}\u0000`],
]) {
  test(`a key that is ${name} is a problem, and nothing is sent`, async (t) => {
    const service = await fakeService(t);
    const { findings } = await examineService(service.url, { key });
    assert.equal(findings['service/key'].status, 'problem');
    assert.deepEqual(service.requests, []);
  });
}

for (const [fault, id, text] of [
  ['api-400', 'service/create', /400 .*metadata/],
  ['api-401', 'service/create', /401 .*detail/],
  ['api-403', 'service/create', /403/],
  ['api-404', 'service/create', /404/],
  ['api-429', 'service/create', /429/],
  ['api-500', 'service/create', /500/],
  ['api-502', 'service/create', /502 and HTML/],
  ['api-html', 'service/reachable', /HTML instead of JSON. The key was not sent/],
  ['api-empty', 'service/create', /an empty body/],
  ['api-truncated', 'service/create', /not valid JSON/],
  ['api-deep', 'service/reachable', /longer than 0.064 MB/],
  ['api-cut', 'service/reachable', /connection .* failed/],
  ['api-wrong-types', 'service/session/session_id', /is a number, not a string/],
]) {
  test(`${fault} of the sandbox is found`, async (t) => {
    const { url, sandbox } = await serveSandbox(t);
    const { findings } = await examineService(`${url}/fault/${fault}`, { key: sandbox.keys.everyone });
    assert.equal(findings[id]?.status, 'problem', JSON.stringify(findings));
    assert.match(findings[id].text, text);
  });
}

test('a service that hangs is reported after the time limit', async (t) => {
  const { url } = await serve(t, () => {});
  const [{ findings }] = await doctor.examine({
    timeout: 200,
    service: { key: KEY, baseUrl: url, confirm: async () => true },
  });
  assert.match(findings.at(-1).text, /did not respond completely within 200 ms/);
});

test('a body that never ends is cut by the time limit, and a huge one by the size limit', async (t) => {
  const slow = await serve(t, (_request, response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  });
  const options = { key: KEY, confirm: async () => true };
  const [one] = await doctor.examine({ timeout: 300, service: { ...options, baseUrl: slow.url } });
  assert.match(one.findings.at(-1).text, /within 300 ms/);
  const huge = await fakeService(t, { create: (response) => response.end('x'.repeat(100_000)) });
  const { findings } = await examineService(huge.url);
  assert.match(findings['service/create'].text, /longer than 0.064 MB/);
});

test('a refused connection is reported', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const { findings } = await examineService(`http://127.0.0.1:${port}`);
  assert.match(findings['service/reachable'].text, /refuses connections \(ECONNREFUSED\)/);
});

test('an untrusted certificate is reported, and the key is not sent', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout ${keyFile} -out ${certFile}`;
  execFileSync('openssl', args.split(' '), { stdio: 'ignore' });
  const requests = [];
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  const server = createTlsServer(tls, ({ url }) => requests.push(url)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { findings } = await examineService(`https://127.0.0.1:${server.address().port}`);
  assert.match(findings['service/reachable'].text, /certificate .* is not trusted/);
  assert.match(findings['service/reachable'].fix, /NODE_EXTRA_CA_CERTS/);
  assert.deepEqual(requests, []);
});

for (const [code, text, fix] of [
  ['ENOTFOUND', /^DNS has no address for service\.example \(ENOTFOUND\)/, /host name/],
  ['EAI_AGAIN', /^DNS has no address/, /DNS settings/],
  ['CERT_HAS_EXPIRED', /^TLS: .* is not valid now/, /clock/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /^TLS: .* for another host name/, /captive portal/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^TLS: .* is not trusted/, /NODE_EXTRA_CA_CERTS/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /^TLS: .* handshake/, /should be https/],
  ['ECONNRESET', /connection to service\.example failed \(ECONNRESET\)/, /firewall/],
  [undefined, /failed \(no further details\)/, /firewall/],
]) {
  test(`the error ${code} of a connection is explained`, async (t) => {
    const cause = Object.assign(new Error(`the message repeats ${KEY}`), { code });
    t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('fetch failed', { cause })));
    const { findings } = await examineService('https://service.example');
    assert.match(findings['service/reachable'].text, text);
    assert.match(findings['service/reachable'].fix, fix);
  });
}

test('https at a port that speaks http is reported', async (t) => {
  const { url } = await fakeService(t);
  const { findings } = await examineService(url.replace('http:', 'https:'));
  assert.match(findings['service/reachable'].text, /TLS|connection .* failed/);
});

test('a redirect of the service is reported and not followed, neither without nor with the key', async (t) => {
  const other = await serve(t, (_request, response) => json(response, 200, {}));
  const target = `${other.url}/login?token=query-secret`;
  const all = await serve(t, (_request, response) => response.writeHead(302, { location: target }).end());
  const { findings } = await examineService(all.url);
  assert.match(findings['service/reachable'].text, /302, a redirect to http:\/\/127\.0\.0\.1:\d+\/login\./);
  assert.equal(all.requests.length, 1);
  const create = await fakeService(t, {
    create: (response) => response.writeHead(307, { location: target }).end(),
  });
  const { findings: later } = await examineService(create.url);
  assert.match(later['service/create'].text, /307/);
  assert.match(later['service/create'].fix, /redirects to .*The key is not sent there/);
  const result = await fakeService(t, {
    result: (response) => response.writeHead(301, { location: target }).end(),
  });
  const { findings: last } = await examineService(result.url);
  assert.match(last['service/result'].text, /301/);
  assert.deepEqual(other.requests, []);
});

test('JSON with another content type is a warning', async (t) => {
  const { url } = await fakeService(t, {
    create: (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(JSON.stringify({ session_id: SESSION, technologies: ['LDHP'] }));
    },
  });
  const { findings, problems } = await examineService(url);
  assert.equal(problems, 0);
  assert.equal(findings['service/create/type'].status, 'warning');
});

test('a result that is answered for a wrong key, or for an unknown session, is a warning', async (t) => {
  const { url } = await serve(t, ({ method }, response) =>
    json(
      response,
      200,
      method === 'POST' ? { session_id: SESSION, technologies: ['LDHP'] } : { id: SESSION, technologies: [] },
    ),
  );
  const { findings } = await examineService(url);
  assert.equal(findings['service/wrong-key'].status, 'warning');
  assert.equal(findings['service/unknown-session'].status, 'warning');
  assert.match(findings['assumption/error/wrong-key'].text, /^Contradicted/);
});

test('a proxy in the environment that Node.js does not use is mentioned', async () => {
  assert.match(doctor.proxyHint({ HTTPS_PROXY: 'http://user:pass@proxy' }), /^ HTTPS_PROXY is set/);
  assert.doesNotMatch(doctor.proxyHint({ HTTPS_PROXY: 'http://user:pass@proxy' }), /pass/);
  assert.equal(doctor.proxyHint({ HTTPS_PROXY: 'http://proxy', NODE_USE_ENV_PROXY: '1' }), '');
  assert.equal(doctor.proxyHint({}), '');
});

for (const [answer, posts] of [
  ['n', 0],
  ['', 0],
  ['yes', 1],
]) {
  test(`in a terminal, the command asks; the answer "${answer}" creates ${posts} sessions`, async (t) => {
    const service = await fakeService(t, { result: { id: SESSION, technologies: [] } });
    const command = `"${process.execPath}" dist/cli.js doctor --key-env FLOW_KEY --base-url ${service.url}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env.PATH, SHELL: '/bin/sh', FLOW_KEY: KEY },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let output = '';
    let answered = false;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (answered || !output.includes('Continue? [y/N]')) return;
      answered = true;
      child.stdin.write(`${answer}\n`);
    });
    await once(child, 'close');
    assert.ok(answered, output);
    assert.equal(service.requests.filter(({ method }) => method === 'POST').length, posts);
    assert.equal(/No session was created, because you did not agree/.test(output), posts === 0, output);
  });
}

test('the command says that the session is real, and creates none without consent or a terminal', async (t) => {
  const service = await fakeService(t);
  const args = ['--key-env', 'FLOW_KEY', '--base-url', service.url];
  const refused = await run(args, { FLOW_KEY: KEY });
  assert.deepEqual([refused.code, refused.output, service.requests.length], [2, '', 0]);
  assert.match(refused.errors, /creates a real session. Without a terminal, agree with --yes/);
  const agreed = await run([...args, '--yes'], { FLOW_KEY: KEY });
  assert.equal(agreed.code, 0, agreed.output);
  assert.match(agreed.errors, /^This creates one real session/);
  assert.equal(service.requests.filter(({ method }) => method === 'POST').length, 1);
});
