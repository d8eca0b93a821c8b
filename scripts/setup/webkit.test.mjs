import assert from 'node:assert/strict';
import { test } from 'node:test';
import { good, world } from './testing/world.mjs';
import { webkitStep } from './webkit.mjs';

const pair = { webkitdriver: '/bin/WebKitWebDriver', xvfb: '/bin/Xvfb' };

test('a driver and a display that are there are taken', async (t) => {
  const w = world({ test: t, programs: ['WebKitWebDriver', 'Xvfb'] });
  assert.deepEqual(await webkitStep.find(w.context), pair);
  const without = world({ test: t, programs: ['WebKitWebDriver'] });
  assert.equal(await webkitStep.find(without.context), null);
});

test('missing ones are installed', async (t) => {
  const programs = ['apt-get'];
  const commands = { 'apt-get': () => good(String(programs.push('WebKitWebDriver', 'Xvfb'))) };
  const w = world({ test: t, programs, commands });
  assert.deepEqual(await webkitStep.make(w.context, w.say), pair);
  assert.match(
    w.calls.find((call) => call.startsWith('apt-get')),
    /install .* webkit2gtk-driver xvfb$/,
  );
});

test('an installation that brings no driver is a problem, not a crash', async (t) => {
  const w = world({ test: t, programs: ['apt-get'], commands: { 'apt-get': () => good() } });
  await assert.rejects(webkitStep.make(w.context, w.say), (error) => error.mend.length > 0);
});

test('a driver that the user has named is not replaced by an installation', async (t) => {
  const w = world({ test: t, programs: ['apt-get', 'Xvfb'], env: { WEBKIT_DRIVER: 'mine' } });
  await assert.rejects(webkitStep.make(w.context, w.say), (error) =>
    error.mend.includes('unset WEBKIT_DRIVER'),
  );
  assert.deepEqual(w.calls, []);
});
