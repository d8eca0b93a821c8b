import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupProblem } from './problem.mjs';
import { bad, good, world } from './testing/world.mjs';

const install = ({ context, say }, packages = ['chromium'], check) =>
  context.apt.install(packages, 'The tests want a browser', say, check);
const aptGet = (calls) =>
  calls.filter((call) => call.startsWith('apt-get')).map((call) => /(update|install .*)$/.exec(call)[1]);
const problem = (message, mend) => (error) => {
  assert.ok(error instanceof SetupProblem, String(error));
  assert.match(error.message, message);
  assert.match(error.mend.join('\n'), mend);
  return true;
};

test('packages are installed without removing any', async (t) => {
  const w = world({ test: t, programs: ['apt-get'], commands: { 'apt-get': () => good() } });
  await install(w, ['chromium', 'chromium-driver']);
  assert.deepEqual(aptGet(w.calls), [
    'install -y --no-install-recommends --no-remove chromium chromium-driver',
  ]);
});

test('without root the command with sudo is shown and nothing is run', async (t) => {
  const w = world({ test: t, programs: ['apt-get'], root: false, commands: { 'apt-get': () => good() } });
  await assert.rejects(
    install(w),
    problem(/only root can install chromium/, /^sudo apt-get update\nsudo apt-get install .* chromium$/),
  );
  assert.deepEqual(w.calls, []);
});

test('without apt the packages are named', async (t) => {
  const w = world({ test: t, commands: { 'apt-get': () => good() } });
  await assert.rejects(install(w), problem(/no apt-get here/, /chromium/));
  assert.deepEqual(w.calls, []);
});

test('missing lists are fetched first', async (t) => {
  const w = world({
    test: t,
    programs: ['apt-get'],
    lists: false,
    commands: {
      'apt-get': (args) => {
        if (args.includes('update')) w.put('lists/deb_main_binary-amd64_Packages');
        return good();
      },
    },
  });
  await install(w);
  assert.deepEqual(aptGet(w.calls), ['update', 'install -y --no-install-recommends --no-remove chromium']);
});

test('no network: said as such, with what apt printed', async (t) => {
  const w = world({
    test: t,
    programs: ['apt-get'],
    lists: false,
    // apt-get update ends with 0 here.
    commands: {
      'apt-get': () =>
        good("W: Failed to fetch http://deb.debian.org/dists  Could not resolve 'deb.debian.org'"),
    },
  });
  await assert.rejects(install(w), (error) => {
    assert.match(error.log, /Could not resolve/);
    return problem(/is there a network/, /^apt-get update\napt-get install/)(error);
  });
  assert.deepEqual(aptGet(w.calls), ['update']);
});

test('old lists are renewed once, and the install tried again', async (t) => {
  let fresh = false;
  const w = world({
    test: t,
    programs: ['apt-get'],
    commands: {
      'apt-get': (args) => {
        if (args.includes('update')) fresh = true;
        return fresh ? good() : bad('E: Failed to fetch http://deb.debian.org/x.deb  404  Not Found');
      },
    },
  });
  await install(w);
  assert.deepEqual(
    aptGet(w.calls).map((call) => call.split(' ')[0]),
    ['install', 'update', 'install'],
  );
});

test('an install that cannot be done shows the end of what apt printed', async (t) => {
  const w = world({
    test: t,
    programs: ['apt-get'],
    commands: { 'apt-get': () => bad('E: Packages need to be removed but remove is disabled.') },
  });
  await assert.rejects(install(w), (error) => {
    assert.match(error.log, /remove is disabled/);
    return problem(/could not install chromium/, /apt-get install/)(error);
  });
});

test('packages that cannot be fetched: the network is asked after, and three lines of apt are enough', async (t) => {
  const lines = Array.from(
    { length: 9 },
    (_, n) => `E: Failed to fetch http://deb.debian.org/${n}.deb  Temporary failure`,
  );
  const w = world({
    test: t,
    programs: ['apt-get'],
    commands: { 'apt-get': () => bad(`Reading…\n${lines.join('\n')}`) },
  });
  w.context.apt.install(['warm-up'], 'why', w.say).catch(() => {});
  await assert.rejects(install(w), (error) => {
    assert.equal(error.log, lines.slice(0, 3).join('\n'));
    return problem(/is there a network/, /apt-get install/)(error);
  });
});

test('two installs take turns, and the first one failing does not stop the second', async (t) => {
  let running = 0;
  const w = world({
    test: t,
    programs: ['apt-get'],
    commands: {
      'apt-get': async (args) => {
        running += 1;
        assert.equal(running, 1, 'dpkg takes one at a time');
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return args.includes('bad') ? bad('no') : good();
      },
    },
  });
  const results = await Promise.allSettled([install(w, ['bad']), install(w, ['chromium'])]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled'],
  );
});

test('a check may refuse before anything is installed', async (t) => {
  const w = world({ test: t, programs: ['apt-get'], commands: { 'apt-get': () => good() } });
  await assert.rejects(
    install(w, ['chromium'], async () => {
      throw new SetupProblem('too old');
    }),
    /too old/,
  );
  assert.deepEqual(w.calls, []);
});

test('what is on PATH is not installed', async (t) => {
  const w = world({ test: t, programs: ['cc'] });
  assert.equal(await w.context.apt.ensure('cc', ['gcc'], 'why', w.say), '/bin/cc');
  assert.deepEqual(w.calls, []);
});
