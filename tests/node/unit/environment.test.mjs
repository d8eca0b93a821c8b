// `checkEnvironment` in browsers where an API is missing, throws, returns a wrong type or never settles.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { checkEnvironment, chooseMode } from '../../../dist/environment.js';
import { checkEnvironment as exported, FlowWidgetError } from '../../../dist/index.js';
import {
  codes,
  devices,
  FRAMED,
  navigatorWith,
  permissions,
  policyWithout,
  simulatePage,
  stub,
} from './environment-stubs.mjs';

simulatePage();

test('reports no findings where a session can run', async () => {
  assert.deepEqual(await exported(), {
    ok: true,
    secureContext: true,
    camera: { supported: true, permission: 'prompt', policy: 'allowed', present: true },
    microphone: null,
    wasm: 'available',
    inApp: null,
    modes: { widget: true, frame: true, window: true, redirect: true },
    recommended: 'widget',
    findings: [],
  });
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
    { document: { featurePolicy: policyWithout('camera') } },
    /`Permissions-Policy: camera=\(self\)`.*`camera=\(self "https:\/\/remote\.biometric\.kz"\)`/,
    { camera: { supported: true, permission: 'prompt', policy: 'blocked', present: null } },
  ],
  [
    'camera-blocked',
    { document: { permissionsPolicy: policyWithout('camera') }, ...FRAMED },
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
  test(`finds ${code} with a message that matches ${message}, as an error of the mode \`widget\``, async () => {
    stub(globals);
    const report = await checkEnvironment();
    assert.equal(report.ok, false);
    assert.deepEqual(codes(report), [code]);
    assert.equal(report.findings[0].severity, 'error');
    assert.match(report.findings[0].message, message);
    for (const [name, value] of Object.entries(expected ?? {})) assert.deepEqual(report[name], value);
    await assert.rejects(chooseMode(['widget']), (error) => {
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
  assert.deepEqual(codes(await checkEnvironment()), ['camera-denied', 'wasm-unsupported']);
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
    assert.deepEqual(codes(await checkEnvironment()), expected);
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

for (const [options, message] of [
  [true, /`options` must be an object; got boolean/],
  ['camera', /`options` must be an object; got "camera"/],
  [{ microphone: 'yes' }, /`options\.microphone` must be true or false; got "yes"/],
  [{ probe: 1 }, /`options\.probe` must be true or false; got 1/],
  [{ signal: {} }, /`options\.signal` must be an AbortSignal; got object/],
  [{ signal: throwing }, /`options\.signal` must be an AbortSignal; got object/],
  [
    {
      get probe() {
        throw new Error('getter');
      },
    },
    /Reading `options` threw/,
  ],
]) {
  test(`rejects with \`invalid-config\` and ${message}`, async () => {
    await assert.rejects(exported(options), (error) => {
      assert.ok(error instanceof FlowWidgetError);
      assert.equal(error.code, 'invalid-config');
      assert.match(error.message, message);
      return true;
    });
  });
}

test('options that are absent, empty or inherited have the defaults', async () => {
  Object.prototype.probe = true;
  try {
    for (const options of [undefined, null, {}, { microphone: undefined, probe: null, signal: null }])
      assert.deepEqual(codes(await checkEnvironment(options)), []);
  } finally {
    delete Object.prototype.probe;
  }
});

test('rejects with `unsupported-environment` outside a page', async () => {
  delete globalThis.document;
  await assert.rejects(exported(), { name: 'FlowWidgetError', code: 'unsupported-environment' });
});
