import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './places.mjs';
import { archives, fetchReleases } from './release.mjs';
import { run } from './system.mjs';
import { bad, good, world } from './testing/world.mjs';
import { toolsStep, toolVersions } from './tools.mjs';

const PROGRAMS = ['wasm-bindgen', 'wasm-bindgen-test-runner', 'wasm-pack'];
const LINUX = { platform: 'linux', arch: 'x64' };

test('scripts/tools builds the wasm-bindgen of Cargo.lock', () => {
  const { pack, bindgen, built } = toolVersions(ROOT);
  assert.ok(pack);
  assert.equal(built, bindgen);
});

test('none of the stand-ins is left out of the build', () => {
  const lock = readFileSync(join(ROOT, 'scripts/tools/Cargo.lock'), 'utf8');
  assert.ok(!lock.includes('[[patch.unused]]'), 'a version of scripts/tools/offline does not fit any more');
  for (const name of ['rustls', 'ring', 'zstd-sys']) assert.ok(!lock.includes(`name = "${name}"`), name);
});

/** A repository that wants wasm-pack 1.2.3 and wasm-bindgen 0.2.9. */
function repository(options) {
  const w = world(options);
  const entry = (name, version) => `[[package]]\nname = "${name}"\nversion = "${version}"\n`;
  w.put('repo/Cargo.lock', entry('wasm-bindgen', '0.2.9'));
  w.put(
    'repo/scripts/tools/Cargo.lock',
    entry('wasm-pack', '1.2.3') + entry('wasm-bindgen-cli', options.built ?? '0.2.9'),
  );
  return w;
}

/** Runs what is really there; cargo is played. */
const really = (cargo) => (command, args, options) =>
  command === 'cargo' ? cargo(args, options) : run(command, args, options);

const script = (file, words) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${words}\n`);
  chmodSync(file, 0o755);
  return file;
};

/** A server in the role of the releases' own; `answer` may take a request over by returning `true`. */
async function releases(t, folder, { pack = '1.2.3', bindgen = '0.2.9', answer = () => false } = {}) {
  const asked = [];
  const pieces = { 'wasm-pack': [['wasm-pack'], pack], 'wasm-bindgen': [PROGRAMS.slice(0, 2), bindgen] };
  const server = createServer((request, response) => {
    asked.push(request.url);
    if (answer(request, response)) return;
    const [names, version] = pieces[request.url.split('/')[2]];
    const top = join(folder, `archive-${names[0]}`);
    for (const name of names) script(join(top, 'top', name), `${name} ${version}`);
    response.end(execFileSync('tar', ['-czf', '-', '-C', top, 'top']));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, base: `http://127.0.0.1:${server.address().port}` };
}

const modes = (bin) =>
  readdirSync(bin)
    .filter((name) => statSync(join(bin, name)).mode & 0o100)
    .sort();

test('ready-made programs are fetched, checked and kept', async (t) => {
  const w = repository({ test: t });
  const { base, asked } = await releases(t, w.folder);
  w.context.env = { FLOW_WIDGET_RELEASES: base };
  w.context.run = really(() => assert.fail('nothing is built'));
  assert.equal(await toolsStep.find(w.context), null);
  const { bin } = await toolsStep.make(w.context, w.say);
  assert.deepEqual(modes(bin), PROGRAMS);
  assert.deepEqual(asked.sort(), [
    '/wasm-bindgen/wasm-bindgen/releases/download/0.2.9/wasm-bindgen-0.2.9-x86_64-unknown-linux-musl.tar.gz',
    '/wasm-bindgen/wasm-pack/releases/download/v1.2.3/wasm-pack-v1.2.3-x86_64-unknown-linux-musl.tar.gz',
  ]);
  assert.deepEqual(await toolsStep.find(w.context), { bin });
  assert.deepEqual(
    readdirSync(w.context.cache).filter((name) => name.startsWith('tmp-')),
    [],
  );
});

/** cargo, as if it built the one program that plays all three. */
const builds =
  (folder) =>
  (_args, { env }) => {
    const file = join(env.CARGO_TARGET_DIR, 'debug/flow-widget-tools');
    script(file, '');
    writeFileSync(
      file,
      '#!/bin/sh\ncase "$0" in *wasm-pack) echo wasm-pack 1.2.3;; *) echo wasm-bindgen 0.2.9;; esac\n',
    );
    assert.ok(file.startsWith(folder));
    return good();
  };

const failures = {
  'a server without them': {
    answer: (_request, response) => response.writeHead(404).end() && true,
    says: /HTTP 404/,
  },
  'programs of another version': { bindgen: '0.2.8', says: /does not run here/ },
  'an archive that is none': {
    answer: (_request, response) => response.end('<html>') && true,
    says: /could not be unpacked/,
  },
  'a connection that breaks': {
    answer: (request) => request.socket.destroy() && true,
    says: /not ready-made \(\S/,
  },
};
for (const [name, { says, ...server }] of Object.entries(failures)) {
  test(`${name}: they are built instead`, async (t) => {
    const w = repository({ test: t, programs: ['cc'] });
    const { base } = await releases(t, w.folder, server);
    w.context.env = { FLOW_WIDGET_RELEASES: base };
    w.context.run = really(builds(w.folder));
    const { bin } = await toolsStep.make(w.context, w.say);
    assert.deepEqual(modes(bin), PROGRAMS);
    assert.match(w.said.join('\n'), says);
  });
}

test('a server that does not answer is not waited for', async (t) => {
  const w = repository({ test: t });
  const { base } = await releases(t, w.folder, { answer: () => true });
  const list = archives({ pack: '1.2.3', bindgen: '0.2.9' }, LINUX, base);
  const reason = await fetchReleases(list, join(w.folder, 'bin'), run, {
    times: { answer: 20, whole: 10_000 },
  });
  assert.match(reason, /^no answer within/);
});

test('an answer that does not end is not waited for', async (t) => {
  const w = repository({ test: t });
  const { base } = await releases(t, w.folder, {
    answer: (_request, response) => response.write('x') || true,
  });
  const list = archives({ pack: '1.2.3', bindgen: '0.2.9' }, LINUX, base);
  const reason = await fetchReleases(list, join(w.folder, 'bin'), run, {
    times: { answer: 10_000, whole: 50 },
  });
  assert.ok(reason);
});

test('a platform without ready-made programs is none to ask for', async () => {
  assert.deepEqual(archives({ pack: '1', bindgen: '2' }, { platform: 'linux', arch: 's390x' }), []);
  assert.match(await fetchReleases([], '', run), /platform/);
});

const fromSource = (t, options) =>
  repository({ test: t, programs: ['cc'], env: { FLOW_WIDGET_RELEASES: 'none' }, ...options });

test('programs that are on PATH in the right versions are taken', async (t) => {
  const w = fromSource(t, { programs: PROGRAMS });
  const answers = { pack: '1.2.3', bindgen: '0.2.9' };
  w.context.run = (path) => good(`${path} ${path.endsWith('pack') ? answers.pack : answers.bindgen}\n`);
  assert.deepEqual(await toolsStep.find(w.context), { bin: null });
  answers.bindgen = '0.2.10';
  assert.equal(await toolsStep.find(w.context), null);
});

test('a change of scripts/tools makes a new build, another clone does not', async (t) => {
  const w = fromSource(t);
  w.context.run = really(builds(w.folder));
  const made = await toolsStep.make(w.context, w.say);
  const clone = join(w.folder, 'clone');
  cpSync(w.context.root, clone, { recursive: true });
  assert.deepEqual(await toolsStep.find({ ...w.context, root: clone }), made);
  writeFileSync(join(clone, 'scripts/tools/main.rs'), 'fn main() {}');
  assert.equal(await toolsStep.find({ ...w.context, root: clone }), null);
});

test('a build that fails leaves nothing behind and shows the end of its output', async (t) => {
  const w = fromSource(t);
  w.context.run = really(() => bad('error: failed to download from `https://…`'));
  await assert.rejects(toolsStep.make(w.context, w.say), (error) => {
    assert.match(error.message, /cargo could not reach its registry/);
    assert.deepEqual(error.mend, ['cargo fetch --locked --manifest-path scripts/tools/Cargo.toml']);
    return /failed to download/.test(error.log);
  });
  assert.ok(existsSync(w.context.cache));
  assert.deepEqual(readdirSync(w.context.cache), []);
});

test('versions that differ are not built', async (t) => {
  const w = fromSource(t, { built: '0.2.8' });
  await assert.rejects(
    toolsStep.make(w.context, w.say),
    /builds wasm-bindgen 0\.2\.8, but Cargo\.lock has 0\.2\.9/,
  );
});
