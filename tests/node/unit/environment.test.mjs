// `checkEnvironment` in browsers where an API is missing, throws, returns a wrong type or never settles.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { checkEnvironment } from '../../../dist/environment.js';
import { checkEnvironment as exported, FlowWidgetError } from '../../../dist/index.js';

const saved = {};

/** Replaces globals until the end of the test. */
function stub(globals) {
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in saved)) saved[name] = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

const devices = (...kinds) => ({
  getUserMedia() {
    throw new Error('getUserMedia was called');
  },
  enumerateDevices: async () => kinds.map((kind) => ({ kind })),
});
const permissions = (state) => ({
  query: async ({ name }) => ({ state: name === 'camera' ? state : 'other' }),
});
const policy = (allowed) => ({ allowsFeature: (name) => (name === 'camera' ? allowed : !allowed) });

beforeEach(() => {
  stub({
    document: { permissionsPolicy: policy(true) },
    isSecureContext: true,
    location: { origin: 'https://shop.example' },
    navigator: { mediaDevices: devices('audioinput', 'videoinput'), permissions: permissions('prompt') },
    window: globalThis,
    top: globalThis,
  });
});
afterEach(() => {
  for (const [name, descriptor] of Object.entries(saved)) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
    delete saved[name];
  }
});

test('reports no findings where a session can run', async () => {
  assert.deepEqual(await exported(), {
    ok: true,
    secureContext: true,
    camera: { supported: true, permission: 'prompt', policy: 'allowed', present: true },
    wasm: 'available',
    findings: [],
  });
});

const navigatorWith = (overrides) => ({
  navigator: { mediaDevices: devices('videoinput'), permissions: permissions('prompt'), ...overrides },
});

for (const [code, globals, message, expected] of [
  [
    'insecure-context',
    { isSecureContext: false, navigator: {} },
    /https instead of https:\/\/shop\.example/,
    {
      secureContext: false,
      camera: { supported: false, permission: 'unknown', policy: 'allowed', present: null },
    },
  ],
  ['camera-unsupported', navigatorWith({ mediaDevices: undefined }), /getUserMedia/],
  [
    'camera-blocked',
    { document: { featurePolicy: policy(false) } },
    /`Permissions-Policy: camera=\(self\)`/,
    { camera: { supported: true, permission: 'prompt', policy: 'blocked', present: null } },
  ],
  [
    'camera-blocked',
    { document: { permissionsPolicy: policy(false) }, window: { top: {} } },
    /`<iframe allow="camera">`.*camera=\(self "https:\/\/shop\.example"\)/,
  ],
  ['camera-denied', navigatorWith({ permissions: permissions('denied') }), /site settings/],
  [
    'camera-missing',
    navigatorWith({ mediaDevices: devices('audioinput') }),
    /no camera/,
    { camera: { supported: true, permission: 'prompt', policy: 'allowed', present: false } },
  ],
  ['wasm-unsupported', { WebAssembly: undefined }, /Lockdown/, { wasm: 'missing' }],
  [
    'wasm-blocked',
    {
      WebAssembly: {
        Module: class {
          constructor() {
            throw new Error('refused');
          }
        },
      },
    },
    /script-src 'self' 'wasm-unsafe-eval'/,
    { wasm: 'blocked' },
  ],
]) {
  test(`finds ${code} with a message that matches ${message}, and rejects if strict`, async () => {
    stub(globals);
    const report = await checkEnvironment();
    assert.equal(report.ok, false);
    assert.deepEqual(
      report.findings.map((finding) => finding.code),
      [code],
    );
    assert.match(report.findings[0].message, message);
    for (const [name, value] of Object.entries(expected ?? {})) assert.deepEqual(report[name], value);
    await assert.rejects(checkEnvironment(true), (error) => {
      assert.ok(error instanceof FlowWidgetError);
      assert.equal(error.code, 'unsupported-environment');
      assert.deepEqual(error.findings, report.findings);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('reports findings about the camera and WebAssembly together', async () => {
  stub({ WebAssembly: undefined, ...navigatorWith({ permissions: permissions('denied') }) });
  const { findings } = await checkEnvironment();
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['camera-denied', 'wasm-unsupported'],
  );
});

const throwing = new Proxy(
  {},
  {
    get() {
      throw new Error('patched');
    },
  },
);
for (const [environment, globals, expected] of [
  ['a navigator that throws', { navigator: throwing }, ['camera-unsupported']],
  ['a document that throws', { document: throwing }, []],
  ['no permissions API', navigatorWith({ permissions: undefined }), []],
  [
    'a permissions query that rejects',
    navigatorWith({ permissions: { query: () => Promise.reject(new TypeError()) } }),
    [],
  ],
  ['an unknown permission state', navigatorWith({ permissions: permissions(7) }), []],
  [
    'a list of devices that is not an array',
    navigatorWith({ mediaDevices: { ...devices(), enumerateDevices: () => 7 } }),
    [],
  ],
  [
    'a policy that does not return a boolean',
    { document: { permissionsPolicy: { allowsFeature: () => 'yes' } } },
    [],
  ],
  ['a WebAssembly that throws', { WebAssembly: throwing }, ['wasm-unsupported']],
]) {
  test(`resolves with ${environment}`, async () => {
    stub(globals);
    const { findings } = await checkEnvironment();
    assert.deepEqual(
      findings.map(({ code }) => code),
      expected,
    );
  });
}

test('resolves after a timeout if browser APIs never settle', async () => {
  const never = () => new Promise(() => {});
  stub(
    navigatorWith({ permissions: { query: never }, mediaDevices: { ...devices(), enumerateDevices: never } }),
  );
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const report = checkEnvironment();
    mock.timers.tick(2_000);
    assert.deepEqual((await report).camera, {
      supported: true,
      permission: 'unknown',
      policy: 'allowed',
      present: null,
    });
  } finally {
    mock.timers.reset();
  }
});

test('rejects with `unsupported-environment` outside a page', async () => {
  delete globalThis.document;
  await assert.rejects(exported(), { name: 'FlowWidgetError', code: 'unsupported-environment' });
});
