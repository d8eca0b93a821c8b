// `checkEnvironment` in the in-app browsers of apps and in ordinary browsers, by their user agents.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEnvironment } from '../../../dist/environment.js';
import {
  codes,
  devices,
  navigatorWith,
  permissions,
  policyWithout,
  simulatePage,
  stub,
} from './environment-stubs.mjs';
import { read } from './messages-cases.mjs';

simulatePage();

/** Real user agents, by the app that they are of; `""` is an ordinary browser. */
const AGENTS = JSON.parse(read('tests/fixtures/user-agents.json'));

const inApp = async () => (await checkEnvironment()).inApp;

for (const [app, agents] of Object.entries(AGENTS)) {
  describe(app || 'ordinary browsers', () => {
    for (const agent of agents) {
      test(agent, async () => {
        stub(navigatorWith({ userAgent: agent }));
        const report = await checkEnvironment();
        assert.equal(report.inApp, app || null);
        assert.deepEqual(codes(report), app ? ['in-app-browser'] : []);
        assert.equal(report.ok, true);
      });
    }
  });
}

const [WKWEBVIEW] = AGENTS.WebView.filter((agent) => /iPhone/.test(agent));

test('Telegram on iOS is recognised by its object, since its user agent does not name it', async () => {
  stub(navigatorWith({ userAgent: WKWEBVIEW }));
  assert.equal(await inApp(), 'WebView');
  for (const name of ['TelegramWebviewProxy', 'TelegramWebview']) {
    stub({ window: { [name]: {} } });
    assert.equal(await inApp(), 'Telegram');
  }
});

test('a web app on the home screen is not an in-app browser, though its user agent is that of one', async () => {
  stub(navigatorWith({ userAgent: WKWEBVIEW, standalone: true }));
  assert.equal(await inApp(), null);
  stub({
    ...navigatorWith({ userAgent: WKWEBVIEW, standalone: false }),
    matchMedia: (query) => ({ matches: query === '(display-mode: standalone)' }),
  });
  assert.equal(await inApp(), null);
});

test('no user agent, or one that throws, is not an in-app browser', async () => {
  for (const userAgent of [undefined, '', 7]) {
    stub(navigatorWith({ userAgent }));
    assert.equal(await inApp(), null);
  }
});

test('names the app and the fix', async () => {
  stub(navigatorWith({ userAgent: AGENTS.TikTok[0] }));
  const { findings } = await checkEnvironment();
  assert.equal(findings[0].severity, 'warning');
  assert.match(findings[0].message, /in-app browser of TikTok.*Chrome or Safari/);
  stub(navigatorWith({ userAgent: WKWEBVIEW }));
  assert.match((await checkEnvironment()).findings[0].message, /in the web view of an app/);
});

const [userAgent] = AGENTS.Facebook;
for (const [code, globals] of [
  ['camera-unsupported', navigatorWith({ userAgent, mediaDevices: undefined })],
  ['camera-denied', navigatorWith({ userAgent, permissions: permissions('denied') })],
  ['camera-missing', navigatorWith({ userAgent, mediaDevices: devices() })],
]) {
  test(`with ${code}, it is an error that comes first, and the message about the camera names the app`, async () => {
    stub(globals);
    const { ok, findings } = await checkEnvironment();
    assert.equal(ok, false);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [
        ['in-app-browser', 'error'],
        [code, 'error'],
      ],
    );
    assert.match(findings[1].message, /in-app browser of Facebook.*Chrome or Safari/);
  });
}

for (const [code, globals] of [
  ['camera-blocked', { document: { permissionsPolicy: policyWithout('camera') } }],
  ['insecure-context', { isSecureContext: false }],
  ['insecure-context', { isSecureContext: false, ...navigatorWith({ userAgent, mediaDevices: undefined }) }],
  ['wasm-unsupported', { WebAssembly: undefined }],
]) {
  test(`with ${code}, it stays a warning, since another browser would not help`, async () => {
    stub({ ...navigatorWith({ userAgent }), ...globals });
    const { findings } = await checkEnvironment();
    assert.deepEqual(codes({ findings }), [code, 'in-app-browser']);
    assert.equal(findings[1].severity, 'warning');
    assert.doesNotMatch(findings[0].message, /Facebook/);
  });
}
