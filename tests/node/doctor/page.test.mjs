// `doctor --page`: policies of a page, for each mode.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { doctor, examine, serve, servePage, serveSandbox } from './support.mjs';

const MODES = ['widget', 'frame', 'window', 'redirect'];
const SERVICE = 'https://remote.biometric.kz';

/** The URL of a hosted page with these headers; the default allows frames. */
async function serveHosted(t, headers = {}, status = 404) {
  const { url } = await serve(t, (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<!doctype html>'),
  );
  return `${url}/flow/`;
}

/** Checks a page with these headers. In a value, `HOSTED` stands for the origin of the hosted page. */
async function examinePage(t, headers, { mode = 'widget', body, hosted, ...more } = {}) {
  const hostedUrl = hosted ?? (await serveHosted(t));
  const replaced = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll('HOSTED', new URL(hostedUrl).origin),
    ]),
  );
  return examine({ page: { url: await servePage(t, replaced, body), mode, hostedUrl }, ...more });
}

test('the table in docs/modes.md is the one that the command checks', () => {
  const text = readFileSync(new URL('../../../docs/modes.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `\w+` \| `[^`]*src[^`]*` \| `[^`]*` \|$/gm)].map(([row]) => row);
  assert.deepEqual(rows, MODES.map(doctor.modeRow));
});

for (const mode of MODES) {
  test(`${mode}: a page without policies, and one with exactly the headers of docs/modes.md, are healthy`, async (t) => {
    const hosted = await serveHosted(t);
    const { csp, permissions } = doctor.MODE_HEADERS[mode];
    const own = (text) => (mode === 'frame' ? text.replaceAll(SERVICE, new URL(hosted).origin) : text);
    for (const headers of [
      {},
      {
        'content-security-policy': own(`default-src 'none'; ${doctor.cspValue(csp)}`),
        'permissions-policy': own(doctor.permissionsValue(permissions)),
      },
    ]) {
      const { findings, text } = await examinePage(t, headers, { mode, hosted });
      for (const { id, status } of Object.values(findings))
        assert.ok(status === 'ok' || id === 'page/framing', `${id}: ${text}`);
    }
  });

  test(`${mode}: each source of docs/modes.md that a policy lacks is found`, async (t) => {
    const { csp } = doctor.MODE_HEADERS[mode];
    for (const [directive, sources] of Object.entries(csp)) {
      for (const source of sources) {
        const left = { ...csp, [directive]: sources.filter((other) => other !== source) };
        const policy = `default-src 'none'; ${doctor.cspValue(left)}`.replaceAll(
          SERVICE,
          mode === 'frame' ? 'HOSTED' : SERVICE,
        );
        const { findings } = await examinePage(t, { 'content-security-policy': policy }, { mode });
        const finding = findings['page/csp'];
        // Whether 'self' is needed is not certain if another host is there; here it is.
        assert.equal(finding.status, 'problem', policy);
        assert.ok(finding.fix.includes(directive), finding.fix);
      }
    }
  });

  test(`${mode}: a page with the header of the fix is healthy`, async (t) => {
    for (const policy of [
      "default-src 'none'",
      "default-src https://cdn.example 'none'; report-uri /csp?key=query-secret",
      "default-src 'self'; script-src 'nonce-cookie-value-123' 'report-sample'; child-src 'none'",
      "script-src-elem 'self'; connect-src https://api.example; sandbox allow-forms",
      "script-src 'strict-dynamic' 'nonce-cookie-value-123'; object-src 'none'; connect-src 'none'",
      "require-trusted-types-for 'script'; trusted-types other; script-src 'self' 'unsafe-eval'",
    ]) {
      const hosted = await serveHosted(t);
      const { findings } = await examinePage(t, { 'content-security-policy': policy }, { mode, hosted });
      const finding = findings['page/csp'];
      if (finding.status === 'ok') continue;
      const [, value] = /^Content-Security-Policy: (.*) \(leave the other directives as they are\)$/.exec(
        finding.fix,
      );
      const names = value.split('; ').map((directive) => directive.split(' ')[0]);
      const rest = policy.split('; ').filter((directive) => !names.includes(directive.split(' ')[0]));
      const fixed = [...rest, value].join('; ').replaceAll('nonce-…', 'nonce-cookie-value-123');
      const { findings: after } = await examinePage(
        t,
        { 'content-security-policy': fixed },
        { mode, hosted },
      );
      assert.equal(after['page/csp'].status, 'ok', `${policy}\n${fixed}\n${after['page/csp'].text}`);
    }
  });
}

const WASM = "'wasm-unsafe-eval'";
for (const [name, policy, status, more = {}] of [
  ['a nonce', `script-src 'nonce-cookie-value-123' ${WASM}`, 'ok'],
  [
    'strict-dynamic',
    `script-src 'strict-dynamic' 'nonce-cookie-value-123' ${WASM} https://nothing.example`,
    'ok',
  ],
  ['unsafe-eval', `script-src 'self' 'unsafe-eval' ${SERVICE}`, 'ok'],
  ['schemes', `script-src https: http: ${WASM}`, 'ok'],
  ['a star', `default-src * ${WASM}`, 'ok'],
  ['another host only', `script-src 'self' ${WASM} https://other.example`, 'problem'],
  ['a wildcard', `script-src 'self' ${WASM} https://*.biometric.kz`, 'ok'],
  ['a wildcard of the same domain', `script-src 'self' ${WASM} https://*.remote.biometric.kz`, 'problem'],
  ['a path', `script-src 'self' ${WASM} ${SERVICE}/widget/`, 'ok'],
  [
    'the path of one of the two files',
    `script-src 'self' ${WASM} ${SERVICE}/widget/flow-widget.umd.js`,
    'problem',
  ],
  ['a port', `script-src 'self' ${WASM} ${SERVICE}:8443`, 'problem'],
  ['the default port', `script-src 'self' ${WASM} ${SERVICE}:443`, 'ok'],
  ['hashes only', `script-src 'sha256-aaaa' ${WASM}`, 'problem'],
  ['upper case', `SCRIPT-SRC 'SELF' 'WASM-UNSAFE-EVAL' HTTPS://REMOTE.BIOMETRIC.KZ`, 'ok'],
  ['the first of two directives', `script-src 'none'; script-src 'self' ${WASM} ${SERVICE}`, 'problem'],
  ['script-src-elem', `script-src ${WASM}; script-src-elem 'self' ${SERVICE}`, 'ok'],
  ['script-src-elem without the service', `script-src ${WASM} ${SERVICE}; script-src-elem 'self'`, 'problem'],
  ['two policies', `script-src 'self' ${WASM} ${SERVICE}, default-src 'self'`, 'problem'],
  ['files from a CDN', `script-src https://cdn.example ${WASM} ${SERVICE}`, 'warning'],
  ['a backend at another origin', 'connect-src https://api.example', 'warning'],
  ['the given backend', 'connect-src ENDPOINT', 'ok', { endpoint: true }],
  ['another backend', "connect-src 'self'", 'problem', { endpoint: true }],
  ['trusted types', "require-trusted-types-for 'script'; trusted-types default", 'problem'],
  [
    'trusted types with the policy',
    "require-trusted-types-for 'script'; trusted-types flow-widget-loader",
    'ok',
  ],
  ['a sandbox', 'sandbox allow-scripts', 'problem'],
  ['nothing about scripts', "img-src 'none'", 'ok'],
]) {
  test(`widget: a policy with ${name}`, async (t) => {
    let endpoint;
    if (more.endpoint) {
      const { url } = await serve(t, (_request, response) => response.writeHead(404).end());
      endpoint = { url, create: false };
    }
    const value = policy.replace('ENDPOINT', endpoint?.url);
    const { findings, text } = await examinePage(t, { 'content-security-policy': value }, { endpoint });
    assert.equal(findings['page/csp'].status, status, text);
  });
}

test("frame: 'strict-dynamic' counts for scripts only", async (t) => {
  const policy = "frame-src HOSTED 'strict-dynamic'; script-src 'strict-dynamic' 'nonce-cookie-value-123'";
  const { findings, text } = await examinePage(t, { 'content-security-policy': policy }, { mode: 'frame' });
  assert.equal(findings['page/csp'].status, 'ok', text);
});

test('an allowlist of a Permissions-Policy can have subdomains', () => {
  const allows = (item, origin) => doctor.allowsOrigin([item], origin, 'https://app.example');
  assert.ok(allows('https://*.biometric.kz', SERVICE));
  assert.ok(!allows('http://*.biometric.kz', SERVICE));
  assert.ok(!allows('https://*.remote.biometric.kz', SERVICE));
  assert.ok(!allows('https://*.biometric.kz', 'https://notbiometric.kz'));
  assert.ok(!allows('self', SERVICE));
});

test('a policy in <meta> counts, without the directives that browsers ignore there', async (t) => {
  const meta = (content) =>
    `<!doctype html><head><META content="${content}" http-equiv=content-security-policy>`;
  for (const [body, status] of [
    [meta('script-src &#39;self&#39;'), 'problem'],
    [meta('sandbox'), 'ok'],
    [`<!-- ${meta("script-src 'none'")} -->`, 'ok'],
    [`<!doctype html><script>"${meta("script-src 'none'").replaceAll('"', '')}"</script>`, 'ok'],
    [`<!doctype html><meta name=x content="script-src 'none'">`, 'ok'],
  ]) {
    const { findings } = await examinePage(t, {}, { body: `<!doctype html>${body}` });
    assert.equal(findings['page/csp'].status, status, body);
  }
});

test('hostile HTML is searched in reasonable time', () => {
  for (const part of ['<!--', '<meta ', '<script', "<meta a='", '<meta http-equiv=', '&#x', '<template'])
    assert.deepEqual(doctor.metaPolicies(part.repeat(200_000)), []);
});

test('a policy that only reports is not a problem', async (t) => {
  const { findings, problems } = await examinePage(t, {
    'content-security-policy-report-only': "default-src 'none'",
  });
  assert.equal(problems, 0);
  assert.equal(findings['page/csp/report-only'].status, 'info');
});

for (const [mode, value, status, fix] of [
  ['widget', 'camera=()', 'problem', 'Permissions-Policy: camera=(self)'],
  ['widget', 'camera=(), microphone=()', 'problem', 'camera=(self), microphone=(self)'],
  [
    'widget',
    'camera=("https://other.example"), geolocation=()',
    'problem',
    'camera=("https://other.example" self)',
  ],
  ['widget', 'camera=*, microphone=()', 'warning', 'microphone=(self)'],
  ['widget', 'camera=self', 'ok'],
  ['widget', 'geolocation=()', 'ok'],
  ['widget', "camera 'self'", 'warning', 'camera=(self), microphone=(self)'],
  ['frame', 'camera=(self)', 'problem', 'camera=(self "HOSTED")'],
  ['frame', 'camera=("HOSTED")', 'problem', 'camera=("HOSTED" self)'],
  ['frame', 'camera=(self "HOSTED"), fullscreen=()', 'warning', 'fullscreen=(self "HOSTED")'],
  ['frame', 'camera=(self "HOSTED");report-to=x, microphone=*', 'ok'],
  ['window', 'camera=(), microphone=()', 'ok'],
  ['redirect', 'camera=(), microphone=()', 'ok'],
]) {
  test(`${mode}: Permissions-Policy ${value}`, async (t) => {
    const hosted = await serveHosted(t);
    const { findings, text } = await examinePage(t, { 'permissions-policy': value }, { mode, hosted });
    assert.equal(findings['page/permissions'].status, status, text);
    if (fix)
      assert.ok(findings['page/permissions'].fix.includes(fix.replaceAll('HOSTED', new URL(hosted).origin)));
  });
}

for (const [mode, header, value, id, status] of [
  ['window', 'cross-origin-opener-policy', 'same-origin', 'page/opener', 'warning'],
  ['window', 'cross-origin-opener-policy', 'same-origin-allow-popups', 'page/opener', undefined],
  ['redirect', 'cross-origin-opener-policy', 'same-origin', 'page/opener', undefined],
  ['frame', 'cross-origin-embedder-policy', 'require-corp; report-to="x"', 'page/embedder', 'problem'],
  ['frame', 'cross-origin-embedder-policy', 'credentialless', 'page/embedder', 'problem'],
  ['widget', 'cross-origin-embedder-policy', 'require-corp', 'page/embedder', 'warning'],
  ['window', 'cross-origin-embedder-policy', 'require-corp', 'page/embedder', undefined],
]) {
  test(`${mode}: ${header} ${value}`, async (t) => {
    const { findings } = await examinePage(t, { [header]: value }, { mode });
    assert.equal(findings[id]?.status, status);
  });
}

for (const [name, headers, status] of [
  ['X-Frame-Options', { 'x-frame-options': 'SAMEORIGIN' }, 'problem'],
  ['frame-ancestors', { 'content-security-policy': "frame-ancestors 'self'" }, 'problem'],
  [
    'frame-ancestors that replaces X-Frame-Options',
    { 'x-frame-options': 'DENY', 'content-security-policy': 'frame-ancestors http:' },
    'ok',
  ],
  ['nothing', {}, 'ok'],
]) {
  test(`frame: the hosted page sends ${name}`, async (t) => {
    const hosted = (await serveHosted(t, headers)).replace('127.0.0.1', 'localhost');
    const { findings } = await examinePage(t, {}, { mode: 'frame', hosted });
    assert.equal(findings['page/hosted'].status, status);
  });
}

test("frame: the sandbox's hosted page may be in a frame; one that cannot be reached is unknown", async (t) => {
  const { url } = await serveSandbox(t);
  const { findings } = await examinePage(t, {}, { mode: 'frame', hosted: `${url}/flow` });
  assert.equal(findings['page/hosted'].status, 'ok');
  const { findings: gone } = await examinePage(t, {}, { mode: 'frame', hosted: 'http://127.0.0.1:1/flow/' });
  assert.equal(gone['page/hosted'].status, 'unknown');
});

test('framing of the page itself is information', async (t) => {
  for (const [headers, text] of [
    [{ 'x-frame-options': 'sameorigin' }, /SAMEORIGIN: other sites cannot/],
    [{ 'content-security-policy': "frame-ancestors 'self'" }, /frame-ancestors of its/],
    [{}, /clickjacking/],
  ]) {
    const { findings } = await examinePage(t, headers);
    assert.equal(findings['page/framing'].status, 'info');
    assert.match(findings['page/framing'].text, text);
  }
});

test('the headers after a redirect are checked, and the redirect is named', async (t) => {
  const target = await servePage(t, { 'permissions-policy': 'camera=()' });
  const { url } = await serve(t, (_request, response) =>
    response
      .writeHead(302, { location: `${target}login?next=query-secret`, 'set-cookie': 'a=cookie-value-123' })
      .end(),
  );
  const page = { url: `${url}/?a=query-secret`, mode: 'widget', hostedUrl: `${url}/flow/` };
  const { findings } = await examine({ page });
  assert.match(findings['page/redirect'].text, /login, another origin;/);
  assert.equal(findings['page/permissions'].status, 'problem');
});

for (const [name, respond, id, text] of [
  [
    '401',
    (response) => response.writeHead(401, { 'content-type': 'text/html' }).end('<!doctype html>'),
    'page/reachable',
    /401/,
  ],
  [
    'JSON',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    'page/reachable',
    /not HTML/,
  ],
]) {
  test(`a page that answers ${name} is a problem`, async (t) => {
    const { url } = await serve(t, (_request, response) => respond(response));
    const { findings } = await examine({ page: { url, mode: 'widget', hostedUrl: url } });
    assert.equal(findings[id].status, 'problem');
    assert.match(findings[id].text, text);
  });
}

test('http is allowed for this machine only', async (t) => {
  const { findings } = await examinePage(t, {});
  assert.match(findings['page/secure'].text, /from this machine/);
  // This address is this machine's as well, but browsers do not know that.
  const url = (await servePage(t)).replace('127.0.0.1', '0.0.0.0');
  const expected = { widget: 'problem', frame: 'problem', window: 'warning', redirect: 'warning' };
  for (const mode of MODES) {
    const { findings } = await examine({ page: { url, mode, hostedUrl: url } });
    assert.equal(findings['page/secure'].status, expected[mode]);
  }
});
