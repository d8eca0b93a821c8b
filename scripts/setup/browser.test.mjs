import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserStep } from './browser.mjs';
import { good, world } from './testing/world.mjs';

const speaks = (text) => () => good(text);
const CHROMIUM = speaks('Chromium 156.0.8078.79 built on Debian');
const DRIVER = speaks('ChromeDriver 156.0.8078.79 (abc)');
const pair = { chromium: '/bin/chromium', chromedriver: '/bin/chromedriver' };

test('a browser and a driver of the same major version are taken', async (t) => {
  const w = world({
    test: t,
    programs: ['chromium', 'chromedriver'],
    commands: { '/bin/chromium': CHROMIUM, '/bin/chromedriver': DRIVER },
  });
  assert.deepEqual(await browserStep.find(w.context), pair);
});

test('of several browsers the one that fits the driver is taken', async (t) => {
  const w = world({
    test: t,
    programs: ['chromium', 'google-chrome', 'chromedriver'],
    commands: {
      '/bin/chromium': CHROMIUM,
      '/bin/google-chrome': speaks('Google Chrome 157.0.1.2'),
      '/bin/chromedriver': speaks('ChromeDriver 157.0.1.9'),
    },
  });
  assert.equal((await browserStep.find(w.context)).chromium, '/bin/google-chrome');
});

test('missing ones are installed', async (t) => {
  const programs = ['apt-get'];
  const commands = {
    '/bin/chromium': CHROMIUM,
    '/bin/chromedriver': DRIVER,
    'apt-get': () => good(String(programs.push('chromium', 'chromedriver'))),
  };
  const w = world({ test: t, programs, commands });
  assert.equal(await browserStep.find(w.context), null);
  assert.deepEqual(await browserStep.make(w.context, w.say), pair);
  assert.match(
    w.calls.find((call) => call.startsWith('apt-get')),
    /install .* chromium chromium-driver$/,
  );
});

test('a driver that does not fit is said, with both versions', async (t) => {
  const commands = {
    '/bin/chromium': CHROMIUM,
    '/bin/chromedriver': speaks('ChromeDriver 150.0.1.2'),
    'apt-get': () => good(),
  };
  const w = world({ test: t, programs: ['apt-get', 'chromium', 'chromedriver'], commands });
  await assert.rejects(
    browserStep.make(w.context, w.say),
    /chromium is 156\.0\.8078\.79; \/bin\/chromedriver is 150\.0\.1\.2/,
  );
});

test('what the user has named is not replaced by an installation', async (t) => {
  const commands = { '/bin/mine': CHROMIUM, '/bin/chromedriver': speaks('ChromeDriver 150.0.1.2') };
  const w = world({
    test: t,
    programs: ['apt-get', 'mine', 'chromedriver'],
    commands,
    env: { CHROME_PATH: 'mine' },
  });
  await assert.rejects(browserStep.make(w.context, w.say), (error) =>
    /unset CHROME_PATH/.test(error.mend.join('\n')),
  );
  assert.ok(!w.calls.some((call) => call.startsWith('apt-get')));
});
