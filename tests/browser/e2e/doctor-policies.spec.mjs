// The doctor judges a Content-Security-Policy and a Permissions-Policy as the browser does.
import { importSources } from '../../node/sources.mjs';
import { expect, test } from './fixtures.mjs';

const APP = 'https://app.example';
const SERVICE = 'https://remote.biometric.kz';
const SCRIPT = `${SERVICE}/widget/flow-widget.umd.js`;
const NONCE = 'MTIzNDU2';

const { cspFindings, permissionFindings, parsePolicies } = await importSources(
  `export * from './js/doctor/policy-findings.ts'; export { parsePolicies } from './js/doctor/csp.ts';`,
);
const factsOf = (mode) => ({
  mode,
  page: new URL(`${APP}/`),
  scripts: [new URL(SCRIPT)],
  hosted: new URL(`${SERVICE}/flow/`),
  endpoint: undefined,
});

/** Sources with which the directives of the policies are made. */
const SOURCES = [
  "'self'",
  "'none'",
  "'wasm-unsafe-eval'",
  "'unsafe-eval'",
  "'unsafe-inline'",
  "'strict-dynamic'",
  `'nonce-${NONCE}'`,
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  '*',
  'https:',
  'http:',
  'data:',
  APP,
  'app.example',
  'app.example:443',
  SERVICE,
  'http://remote.biometric.kz',
  'remote.biometric.kz:*',
  'remote.biometric.kz:8443',
  'http://remote.biometric.kz:80',
  '*.biometric.kz',
  '*.remote.biometric.kz',
  'HTTPS://*.Biometric.KZ',
  `${SERVICE}/widget/`,
  `${SERVICE}/flow/`,
  SCRIPT,
  `${SERVICE}/widget/flow%2Dwidget.umd.js`,
  `${SERVICE}/widget`,
  `${SERVICE}/`,
];
const DIRECTIVES = [
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'connect-src',
  'frame-src',
  'child-src',
  'default-src',
];

/** Returns a generator of whole numbers below a limit, the same in every run. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** Returns policies of random directives and sources. */
function policies(count) {
  const below = numbers(20_261);
  const pick = (list) => list[below(list.length)];
  const directive = () =>
    [pick(DIRECTIVES), ...Array.from({ length: below(4) }, () => pick(SOURCES))].join(' ');
  const policy = () => Array.from({ length: 1 + below(4) }, directive).join('; ');
  return Array.from({ length: count }, () => Array.from({ length: 1 + (below(6) === 0) }, policy).join(', '));
}

/** Returns what the doctor reports as missing, as `directive source`. */
function judged(policy) {
  const missing = new Set();
  for (const mode of ['widget', 'frame']) {
    for (const { text } of cspFindings(factsOf(mode), parsePolicies(policy), [])) {
      const [, lacks] = /needs: (.*?)\.(?: It may|$)/.exec(text) ?? [];
      for (const part of lacks?.split('; ') ?? []) {
        const [, directive, sources] = /^(\S+)(?: \(from \S+\))? lacks (.*)$/.exec(part);
        for (const source of sources.split(' ')) missing.add(`${directive.replace('-elem', '')} ${source}`);
      }
    }
  }
  return [...missing].sort();
}

/** Tries everything in the page that a mode needs. */
const tryAll = async ([service, script, nonce]) => {
  const blocked = [];
  const load = (src) =>
    new Promise((resolve) => {
      const element = document.createElement('script');
      Object.assign(element, { src, nonce, onload: () => resolve(true), onerror: () => resolve(false) });
      document.head.append(element);
    });
  const frame = new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      if (effectiveDirective === 'frame-src') resolve(false);
    });
    const element = document.createElement('iframe');
    element.src = `${service}/flow/`;
    element.onload = () => setTimeout(() => resolve(true), 50);
    document.body.append(element);
  });
  if (!(await load('/own.js'))) blocked.push("script-src 'self'");
  if (!(await load(script))) blocked.push(`script-src ${service}`);
  if (!(await frame)) blocked.push(`frame-src ${service}`);
  if (
    !(await fetch('/api').then(
      () => true,
      () => false,
    ))
  )
    blocked.push("connect-src 'self'");
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch {
    blocked.push("script-src 'wasm-unsafe-eval'");
  }
  return blocked.sort();
};

test('the doctor and the browser agree about random policies', async ({ page }) => {
  test.setTimeout(240_000);
  let headers = {};
  await page.route(/^https:/, (route) => {
    const url = route.request().url();
    if (url === `${APP}/`)
      return route.fulfill({
        contentType: 'text/html',
        headers,
        body: '<!doctype html><link rel="icon" href="data:,"><body>',
      });
    if (url.endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body: ';' });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
  });
  const differences = [];
  for (const policy of policies(Number(process.env.DOCTOR_POLICIES ?? 40))) {
    headers = { 'content-security-policy': policy };
    await page.goto(`${APP}/`);
    const [actual, expected] = [judged(policy), await page.evaluate(tryAll, [SERVICE, SCRIPT, NONCE])];
    if (JSON.stringify(actual) !== JSON.stringify(expected)) differences.push({ policy, actual, expected });
  }
  expect(differences).toEqual([]);
});

const LISTS = [
  ...['()', '*', '(*)', 'self', '(self)', `(self "${SERVICE}")`, `("${SERVICE}")`, `(self "${APP}")`],
  ...[
    `("${APP}")`,
    `(self "http://remote.biometric.kz")`,
    '(self "https://*.biometric.kz")',
    '(src)',
    '(none)',
  ],
];

test('the doctor and the browser agree about the allowlists of a Permissions-Policy', async ({ page }) => {
  let headers = {};
  await page.route(/^https:/, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: route.request().url() === `${APP}/` ? headers : {},
      body: '<!doctype html><body>',
    }),
  );
  const values = [...LISTS.map((list) => `camera=${list}`), 'camera', "camera 'self'", 'camera=(), camera=*'];
  for (const value of [...values, 'camera=*, ', 'camera=();report-to=x', 'Camera=()', 'geolocation=()', '']) {
    headers = value === '' ? {} : { 'permissions-policy': value };
    await page.goto(`${APP}/`);
    const allowed = await page.evaluate((service) => {
      const frame = document.createElement('iframe');
      frame.allow = 'camera *';
      frame.src = `${service}/flow/`;
      const allows = (node) => node.featurePolicy.allowsFeature('camera');
      return {
        widget: allows(document),
        frame: allows(document) && frame.featurePolicy.allowsFeature('camera'),
      };
    }, SERVICE);
    for (const mode of ['widget', 'frame']) {
      const [{ status }] = permissionFindings(factsOf(mode), value === '' ? null : value);
      expect([value, mode, status !== 'problem']).toEqual([value, mode, allowed[mode]]);
    }
  }
});
