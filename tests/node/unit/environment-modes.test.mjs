// The modes that `checkEnvironment` reports and recommends, and `chooseMode`, which sessions use.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEnvironment, chooseMode } from '../../../dist/environment.js';
import {
  codes,
  devices,
  FRAMED,
  navigatorWith,
  permissions,
  policyWithout,
  simulatePage,
  stub,
  TOUCH,
} from './environment-stubs.mjs';

simulatePage();

const INSTAGRAM =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 14_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 168.0.0.24.350 (iPhone13,3; iOS 14_1; ru_RU; ru-RU; scale=3.00; 1170x2532; 260712851)';
const NO_WASM = { WebAssembly: undefined };
const DENIED = navigatorWith({ permissions: permissions('denied') });
const NO_CAMERA = navigatorWith({ mediaDevices: devices('audioinput') });
const BLOCKED = { document: { permissionsPolicy: policyWithout('camera') } };
const IN_APP = navigatorWith({ userAgent: INSTAGRAM });

/** The names of the modes that can work. */
const usable = ({ modes }) => Object.keys(modes).filter((mode) => modes[mode]);

for (const [name, globals, modes, recommended, onTouch = recommended] of [
  ['no problem', {}, ['widget', 'frame', 'window', 'redirect'], 'widget'],
  ['no WebAssembly', NO_WASM, ['frame', 'window', 'redirect'], 'frame'],
  ['a policy that blocks the camera', BLOCKED, ['window', 'redirect'], 'window', 'redirect'],
  ['a frame that blocks the camera', { ...BLOCKED, ...FRAMED }, ['window'], 'window'],
  ['a denied camera', DENIED, ['window', 'redirect'], 'window', 'redirect'],
  ['an insecure page', { isSecureContext: false }, ['window', 'redirect'], 'window', 'redirect'],
  ['no camera', NO_CAMERA, [], null],
  ['no `getUserMedia`', navigatorWith({ mediaDevices: undefined }), [], null],
  ['an in-app browser', IN_APP, ['widget', 'frame', 'window', 'redirect'], 'widget'],
  ['an in-app browser and a policy', { ...IN_APP, ...BLOCKED }, ['window', 'redirect'], 'redirect'],
  ['an in-app browser and a frame that blocks', { ...IN_APP, ...BLOCKED, ...FRAMED }, ['window'], null],
  ['a frame without WebAssembly', { ...NO_WASM, ...FRAMED }, ['frame', 'window', 'redirect'], 'frame'],
]) {
  test(`with ${name}, can work: ${modes.join(', ') || 'no mode'}; recommended: ${recommended}`, async () => {
    stub(globals);
    const report = await checkEnvironment();
    assert.deepEqual(usable(report), modes);
    assert.equal(report.recommended, recommended);
    stub(TOUCH);
    assert.equal((await checkEnvironment()).recommended, onTouch);
  });
}

for (const [name, device, expected] of [
  ['blocked', { document: { permissionsPolicy: policyWithout('microphone') } }, ['window', 'redirect']],
  ['denied', navigatorWith({ permissions: permissions({ microphone: 'denied' }) }), ['window', 'redirect']],
  ['missing', navigatorWith({ mediaDevices: devices('videoinput') }), []],
]) {
  test(`a microphone that is ${name} rules out the same modes as a camera`, async () => {
    stub(device);
    assert.deepEqual(usable(await checkEnvironment({ microphone: true })), expected);
  });
}

test('a camera in use rules out every mode', async () => {
  const busy = async () => Promise.reject(new DOMException('a', 'NotReadableError'));
  stub(navigatorWith({ mediaDevices: { ...devices('videoinput'), getUserMedia: busy } }));
  const report = await checkEnvironment({ probe: true });
  assert.deepEqual([usable(report), report.recommended], [[], null]);
});

describe('a policy that allows the camera for the page only', () => {
  /** A document whose frames of the hosted page get the policy `inFrame`. */
  const page = (inFrame, created = []) => ({
    document: {
      featurePolicy: policyWithout(),
      createElement: (name) => {
        const frame = { name, featurePolicy: inFrame };
        created.push(frame);
        return frame;
      },
    },
  });

  test('rules out the mode `frame` with a warning', async () => {
    const created = [];
    stub(page(policyWithout('camera'), created));
    const report = await checkEnvironment();
    assert.equal(report.ok, true);
    assert.deepEqual(codes(report), ['frame-blocked']);
    assert.equal(report.findings[0].severity, 'warning');
    assert.match(
      report.findings[0].message,
      /`Permissions-Policy: camera=\(self "https:\/\/remote\.biometric\.kz"\)`/,
    );
    assert.deepEqual([usable(report), report.recommended], [['widget', 'window', 'redirect'], 'widget']);
    assert.deepEqual(
      created.map(({ name, allow, src }) => [name, allow, src]),
      [['iframe', 'camera *', 'https://remote.biometric.kz']],
    );
    assert.equal(await chooseMode(['widget']), 'widget');
    await assert.rejects(chooseMode(['frame']), /blocks the camera or the microphone in a frame/);
  });

  test('is checked for the microphone, if that is asked for', async () => {
    stub(page(policyWithout('microphone')));
    assert.deepEqual(codes(await checkEnvironment()), []);
    const { findings } = await checkEnvironment({ microphone: true });
    assert.match(
      findings[0].message,
      /camera=\(self "https:\/\/remote\.biometric\.kz"\), microphone=\(self "https:\/\/remote\.biometric\.kz"\)/,
    );
  });

  test('is not reported if the page itself is blocked, or if the policy allows the frame', async () => {
    stub(page(policyWithout()));
    assert.deepEqual(codes(await checkEnvironment()), []);
    stub({ document: { ...page(policyWithout('camera')).document, featurePolicy: policyWithout('camera') } });
    assert.deepEqual(codes(await checkEnvironment()), ['camera-blocked']);
  });
});

describe('chooseMode', () => {
  test('returns the first of the given modes that can work', async () => {
    assert.equal(await chooseMode(['redirect', 'widget']), 'redirect');
    stub(NO_WASM);
    assert.equal(await chooseMode(['widget', 'window', 'frame']), 'window');
    stub(DENIED);
    assert.equal(await chooseMode(['widget', 'frame', 'redirect']), 'redirect');
  });

  test('rejects with the findings that rule the modes out, and only these', async () => {
    stub({ ...NO_WASM, ...DENIED });
    const error = await chooseMode(['frame']).catch((error) => error);
    assert.equal(error.code, 'unsupported-environment');
    assert.deepEqual(codes(error), ['camera-denied']);
    assert.equal(error.message, error.findings[0].message);
    assert.deepEqual(codes(await chooseMode(['widget', 'frame']).catch((error) => error)), [
      'camera-denied',
      'wasm-unsupported',
    ]);
  });

  test('a warning does not reject', async () => {
    stub(IN_APP);
    assert.deepEqual(codes(await checkEnvironment()), ['in-app-browser']);
    assert.equal(await chooseMode(['widget']), 'widget');
  });

  test('an in-app browser that may be the cause is among the findings, and its app in the message', async () => {
    stub(navigatorWith({ userAgent: INSTAGRAM, mediaDevices: undefined }));
    const error = await chooseMode(['widget', 'window']).catch((error) => error);
    assert.deepEqual(codes(error), ['in-app-browser', 'camera-unsupported']);
    assert.match(error.message, /getUserMedia.*in-app browser of Instagram.*Chrome or Safari/);
  });
});
