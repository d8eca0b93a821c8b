// `checkEnvironment` with `microphone` and with `probe`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEnvironment } from '../../../dist/environment.js';
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

test('reports the microphone only if it is asked for', async () => {
  stub(navigatorWith({ permissions: permissions({ microphone: 'denied' }) }));
  const without = await checkEnvironment();
  assert.deepEqual([without.ok, without.microphone], [true, null]);
  const { ok, microphone } = await checkEnvironment({ microphone: true });
  assert.equal(ok, false);
  assert.deepEqual(microphone, { supported: true, permission: 'denied', policy: 'allowed', present: true });
});

for (const [code, globals, message] of [
  [
    'microphone-blocked',
    { document: { permissionsPolicy: policyWithout('microphone') } },
    /blocks the microphone\..*`Permissions-Policy: camera=\(self\), microphone=\(self\)`/,
  ],
  [
    'microphone-blocked',
    { document: { permissionsPolicy: policyWithout('microphone') }, ...FRAMED },
    /frame that blocks the microphone\. Use `<iframe allow="camera; microphone">`.*microphone=\(self "https:\/\/shop\.example"\)/,
  ],
  [
    'microphone-denied',
    navigatorWith({ permissions: permissions({ microphone: 'denied' }) }),
    /microphone permission is denied.*site settings/,
  ],
  ['microphone-missing', navigatorWith({ mediaDevices: devices('videoinput') }), /no microphone/],
]) {
  test(`finds ${code} with a message that matches ${message}`, async () => {
    stub(globals);
    const report = await checkEnvironment({ microphone: true });
    assert.deepEqual(codes(report), [code]);
    assert.deepEqual([report.ok, report.findings[0].severity], [false, 'error']);
    assert.match(report.findings[0].message, message);
  });
}

test('finds both devices blocked, and says how to allow both', async () => {
  stub({ document: { permissionsPolicy: policyWithout('camera', 'microphone') }, ...FRAMED });
  const { findings } = await checkEnvironment({ microphone: true });
  assert.deepEqual(codes({ findings }), ['camera-blocked', 'microphone-blocked']);
  for (const { message } of findings) assert.match(message, /`<iframe allow="camera; microphone">`/);
});

test('finds one reason for both devices in a page that is not secure or has no `getUserMedia`', async () => {
  stub(navigatorWith({ mediaDevices: undefined }));
  assert.deepEqual(codes(await checkEnvironment({ microphone: true, probe: true })), ['camera-unsupported']);
  stub({ isSecureContext: false });
  assert.deepEqual(codes(await checkEnvironment({ microphone: true, probe: true })), ['insecure-context']);
});

/** Media devices whose opening does what `open` does. Records what was requested, and the tracks that run. */
function media(open = async () => {}) {
  const requested = [];
  const running = new Set();
  const mediaDevices = {
    ...devices('audioinput', 'videoinput'),
    async getUserMedia(constraints) {
      const [kind] = Object.keys(constraints);
      requested.push(kind);
      await open(kind);
      running.add(kind);
      return { getTracks: () => [{ stop: () => running.delete(kind) }] };
    },
  };
  return { requested, running, mediaDevices };
}
const failWith = (name, kind) => async (opened) => {
  if (opened === kind) throw new DOMException('a', name);
};

test('probe: opens the camera, closes it at once and knows that it works', async () => {
  const { requested, running, mediaDevices } = media();
  stub(navigatorWith({ mediaDevices, permissions: undefined }));
  const { ok, camera, microphone } = await checkEnvironment({ probe: true });
  assert.equal(ok, true);
  assert.deepEqual(camera, { supported: true, permission: 'granted', policy: 'allowed', present: true });
  assert.deepEqual([requested, running.size, microphone], [['video'], 0, null]);
});

test('probe: opens the microphone too, if it is asked for', async () => {
  const { requested, running, mediaDevices } = media();
  stub(navigatorWith({ mediaDevices }));
  const { ok, microphone } = await checkEnvironment({ probe: true, microphone: true });
  assert.deepEqual([ok, microphone.permission], [true, 'granted']);
  assert.deepEqual([requested, running.size], [['video', 'audio'], 0]);
});

for (const [name, problem, message] of [
  ['NotReadableError', 'busy', /another app or browser tab/],
  ['AbortError', 'busy', /another app or browser tab/],
  ['UnknownError', 'busy', /could not be opened/],
  ['NotAllowedError', 'denied', /refused access.*shop\.example.*site settings/],
  ['SecurityError', 'denied', /refused access/],
  ['NotFoundError', 'missing', /Connect one/],
  ['OverconstrainedError', 'missing', /Connect one/],
]) {
  for (const [device, kind] of [
    ['camera', 'video'],
    ['microphone', 'audio'],
  ]) {
    test(`probe: finds ${device}-${problem} after ${name}`, async () => {
      const { mediaDevices } = media(failWith(name, kind));
      stub(navigatorWith({ mediaDevices }));
      const report = await checkEnvironment({ probe: true, microphone: true });
      assert.deepEqual(codes(report), [`${device}-${problem}`]);
      assert.equal(report.ok, false);
      assert.match(report.findings[0].message, message);
      assert.match(report.findings[0].message, new RegExp(device));
      assert.equal(report[device].present, problem !== 'missing');
    });
  }
}

test('probe: a getUserMedia that throws a value without a name is camera-busy', async () => {
  for (const thrown of [undefined, null, 'a', 7]) {
    const open = () => {
      throw thrown;
    };
    stub(navigatorWith({ mediaDevices: media(open).mediaDevices }));
    assert.deepEqual(codes(await checkEnvironment({ probe: true })), ['camera-busy']);
  }
});

test('probe: a user who denies the permission gets another message than one who closes the prompt', async () => {
  let state = 'prompt';
  const { mediaDevices } = media(async () => {
    state = 'denied';
    throw new DOMException('a', 'NotAllowedError');
  });
  stub(navigatorWith({ mediaDevices, permissions: { query: async () => ({ state }) } }));
  const { camera, findings } = await checkEnvironment({ probe: true });
  assert.equal(camera.permission, 'denied');
  assert.match(findings[0].message, /will not ask again/);
});

test('probe: in a frame whose policy cannot be read, the message names `allow` as well', async () => {
  const { mediaDevices } = media(failWith('NotAllowedError', 'video'));
  stub({ ...navigatorWith({ mediaDevices }), ...FRAMED, document: {} });
  const { findings } = await checkEnvironment({ probe: true });
  assert.match(findings[0].message, /refused access.*If the frame.*`<iframe allow="camera">`/);
});

test('probe: opens nothing if a problem is known already, or after the first one', async () => {
  const known = media();
  stub(navigatorWith({ mediaDevices: known.mediaDevices, permissions: permissions('denied') }));
  await checkEnvironment({ probe: true, microphone: true });
  stub({ ...navigatorWith({ mediaDevices: known.mediaDevices }), isSecureContext: false });
  await checkEnvironment({ probe: true, microphone: true });
  assert.deepEqual(known.requested, []);
  stub({ isSecureContext: true });
  const first = media(failWith('NotReadableError', 'video'));
  stub(navigatorWith({ mediaDevices: first.mediaDevices }));
  await checkEnvironment({ probe: true, microphone: true });
  assert.deepEqual(first.requested, ['video']);
});

test('probe: an aborted signal ends the check, and a camera that opens later is closed, without another prompt', async () => {
  const control = new AbortController();
  let answer;
  const asked = Promise.withResolvers?.() ?? {};
  asked.promise ??= new Promise((resolve) => {
    asked.resolve = resolve;
  });
  const { requested, running, mediaDevices } = media(() => {
    asked.resolve();
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  stub(navigatorWith({ mediaDevices }));
  const check = checkEnvironment({ probe: true, microphone: true, signal: control.signal });
  await asked.promise;
  control.abort(new Error('left'));
  await assert.rejects(check, { message: 'left' });
  answer();
  // What the check still does ends before the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([requested, running.size], [['video'], 0]);
});

test('an aborted signal rejects with its reason, before any prompt', async () => {
  const { requested, mediaDevices } = media();
  stub(navigatorWith({ mediaDevices }));
  const signal = AbortSignal.abort(new Error('left'));
  await assert.rejects(checkEnvironment({ probe: true, signal }), { message: 'left' });
  const control = new AbortController();
  const check = checkEnvironment({ probe: true, signal: control.signal });
  control.abort(new Error('left'));
  await assert.rejects(check, { message: 'left' });
  // The check itself goes on until it has read the state of the camera.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(requested, []);
});
