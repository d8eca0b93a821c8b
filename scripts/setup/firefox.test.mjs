import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { firefoxStep } from './firefox.mjs';
import { geckodriverArchive } from './release.mjs';
import { run } from './system.mjs';
import { bad, good, world } from './testing/world.mjs';

const NONE = { FLOW_WIDGET_RELEASES: 'none' };

const script = (file) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\necho geckodriver 0.37.1\n');
  chmodSync(file, 0o755);
};

/** cargo in the role of itself: puts a program where `--root` says. */
const cargo = (args) => {
  script(join(args[args.indexOf('--root') + 1], 'bin', 'geckodriver'));
  return good();
};

/** Runs what is really there; `commands` are played. */
function real(w, commands) {
  const { run: played } = w.context;
  w.context.run = (command, args, options) =>
    command in commands ? played(command, args, options) : run(command, args, options);
  return w;
}

const made = (w) => readdirSync(w.context.cache).filter((name) => !name.startsWith('tmp-'));

test('a browser and a driver that are there are taken', async (t) => {
  const commands = { '/bin/geckodriver': () => good('geckodriver 0.36.0') };
  const w = world({ test: t, programs: ['firefox', 'geckodriver'], commands });
  assert.deepEqual(await firefoxStep.find(w.context), {
    firefox: '/bin/firefox',
    geckodriver: '/bin/geckodriver',
  });
});

test('the browser is installed, the driver built, and both found again', async (t) => {
  const programs = ['apt-get', 'cc'];
  const commands = { 'apt-get': () => good(String(programs.push('firefox'))), cargo };
  const w = real(world({ test: t, programs, commands, env: NONE }), commands);
  assert.equal(await firefoxStep.find(w.context), null);
  const found = await firefoxStep.make(w.context, w.say);
  assert.match(
    w.calls.find((call) => call.startsWith('apt-get')),
    /install .* firefox-esr$/,
  );
  assert.match(
    w.calls.find((call) => call.startsWith('cargo')),
    /install geckodriver --version \S+ --locked/,
  );
  assert.match(w.said.join('\n'), /not ready-made \(FLOW_WIDGET_RELEASES=none\)/);
  assert.deepEqual(await firefoxStep.find(w.context), found);
  assert.deepEqual(made(w), [found.geckodriver.split('/').at(-2)]);
  assert.equal(readdirSync(w.context.cache).length, 1, 'nothing of the work is left');
});

test('a ready-made driver is preferred, and cargo not asked', async (t) => {
  const commands = { cargo: assert.fail };
  const w = world({ test: t, programs: ['firefox'], commands });
  const server = createServer((request, response) => {
    assert.match(
      request.url,
      /^\/mozilla\/geckodriver\/releases\/download\/v\S+\/geckodriver-v\S+-linux64\.tar\.gz$/,
    );
    script(join(w.folder, 'archive', 'geckodriver'));
    response.end(execFileSync('tar', ['-czf', '-', '-C', join(w.folder, 'archive'), 'geckodriver']));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  w.context.env.FLOW_WIDGET_RELEASES = `http://127.0.0.1:${server.address().port}`;
  const found = await firefoxStep.make(real(w, commands).context, w.say);
  assert.ok(found.geckodriver.startsWith(w.context.cache));
  assert.ok(!w.said.join().includes('building'));
});

test('a build that fails is one problem, with the end of its log', async (t) => {
  const commands = { cargo: () => bad('error: no such version') };
  const w = real(world({ test: t, programs: ['firefox', 'cc'], commands, env: NONE }), commands);
  await assert.rejects(firefoxStep.make(w.context, w.say), (error) => {
    assert.match(error.message, /could not be built/);
    assert.match(error.log, /no such version/);
    return error.mend.some((command) => command.startsWith('cargo install geckodriver'));
  });
  assert.deepEqual(readdirSync(w.context.cache), []);
});

test('a driver that the user has named and that does not run is not replaced', async (t) => {
  const w = world({ test: t, programs: ['firefox'], env: { GECKODRIVER: 'mine' } });
  await assert.rejects(firefoxStep.make(w.context, w.say), /GECKODRIVER=mine/);
  assert.deepEqual(w.calls, []);
});

test('a platform without a ready-made driver has no archive', () => {
  assert.deepEqual(geckodriverArchive('1.2.3', { platform: 'sunos', arch: 'x64' }), []);
  const [url] = geckodriverArchive('1.2.3', { platform: 'darwin', arch: 'arm64' });
  assert.match(url, /v1\.2\.3\/geckodriver-v1\.2\.3-macos-aarch64\.tar\.gz$/);
});
