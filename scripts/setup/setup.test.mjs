import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cacheFolder, ROOT, withPath } from './places.mjs';
import { prepare } from './prepare.mjs';
import { describeProblems, SetupProblem, tail } from './problem.mjs';
import { quote, run } from './system.mjs';

const CLI = join(ROOT, 'scripts', 'setup.mjs');

/** A machine with nothing but Node and the basic tools on PATH, and an empty HOME. */
function bare(t, programs = {}) {
  const home = mkdtempSync(join(tmpdir(), 'flow-home-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { HOME: home, PATH: bin, FLOW_WIDGET_TOOLS: join(home, 'tools') };
}

test('without Rust: one sentence and the commands, no stack trace, exit 1', async (t) => {
  const { code, output } = await run(process.execPath, [CLI], { env: bare(t) });
  assert.equal(code, 1);
  assert.match(output, /✗ There is no Rust here/);
  assert.match(output, /To mend it, run this and start again:\n {4}curl .*sh\.rustup\.rs/);
  assert.doesNotMatch(output, /\n {4}at |node:internal|Error:/);
});

/** A repository, and on PATH all that building it needs, as far as it is asked for its version. */
function complete(t) {
  const tool = (name, version) => [name, `echo ${name} ${version}`];
  const env = bare(t, {
    ...Object.fromEntries([
      tool('wasm-pack', '1.2.3'),
      tool('wasm-bindgen', '0.2.9'),
      tool('wasm-bindgen-test-runner', '0.2.9'),
    ]),
    cc: 'exit 0',
    rustc: `case "$*" in -vV) echo 'host: x'; echo 'release: 1.99.0';; *) echo "$HOME/sysroot"; echo "$HOME/wasm";; esac`,
  });
  const put = (path, text = '') => {
    mkdirSync(dirname(join(env.HOME, path)), { recursive: true });
    writeFileSync(join(env.HOME, path), text);
  };
  const entry = (name, version) => `[[package]]\nname = "${name}"\nversion = "${version}"\n`;
  put('wasm/libstd-1.rlib');
  put('repo/Cargo.toml', 'rust-version = "1.88"\n');
  put('repo/Cargo.lock', entry('wasm-bindgen', '0.2.9'));
  put('repo/scripts/tools/Cargo.lock', entry('wasm-pack', '1.2.3') + entry('wasm-bindgen-cli', '0.2.9'));
  put('repo/package-lock.json', '{}');
  put('repo/node_modules/.package-lock.json', '{}');
  put('repo/node_modules/.bin/wasm-opt');
  return { env, root: join(env.HOME, 'repo') };
}

test('where all is there, nothing is made and nothing is written', async (t) => {
  const { env, root } = complete(t);
  const lines = [];
  const result = await prepare({ env, root, print: (line) => lines.push(line) });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^✓ set-up: nothing to do/);
  assert.equal(result.env.PATH, `${join(root, 'node_modules', '.bin')}:${env.PATH}`);
  assert.ok(!existsSync(env.FLOW_WIDGET_TOOLS));
  await prepare({ env, root, quiet: true, print: assert.fail });
});

test('one thing that is missing is one problem, and the rest is left alone', async (t) => {
  const { env, root } = complete(t);
  rmSync(join(root, 'node_modules'), { recursive: true });
  const lines = [];
  await assert.rejects(prepare({ env, root, print: (line) => lines.push(line) }), (error) => {
    assert.equal(error.problems.length, 1);
    return error.problems[0].mend.includes('npm ci');
  });
  assert.ok(lines.length > 0);
  assert.ok(
    lines.every((line) => line.includes('npm packages')),
    lines.join('\n'),
  );
});

test('the other engines are prepared only when they are asked for', async (t) => {
  const { env, root } = complete(t);
  const lines = [];
  await prepare({ env, root, print: (line) => lines.push(line) });
  assert.match(lines[0], /nothing to do/);
  // The driver of one of them may have to be compiled.
  writeFileSync(join(env.PATH, 'cargo'), '#!/bin/sh\n');
  chmodSync(join(env.PATH, 'cargo'), 0o755);
  await assert.rejects(prepare({ env, root, browsers: true, print: () => {} }), ({ problems }) => {
    assert.deepEqual(problems.map(({ message }) => /Firefox|WebKitGTK/.exec(message)?.[0]).sort(), [
      'Firefox',
      'WebKitGTK',
    ]);
    return true;
  });
});

test('--env prints nothing on stdout when the set-up cannot be done', async (t) => {
  const { code, stdout } = await run(process.execPath, [CLI, '--env'], { env: bare(t) });
  assert.equal(code, 1);
  assert.equal(stdout, '');
});

test('words that mean nothing are answered with the usage', async (t) => {
  for (const args of [['--frobnicate'], ['exec'], ['exec', 'ls'], ['exec', '--']]) {
    const { code, output } = await run(process.execPath, [CLI, ...args], { env: bare(t) });
    assert.equal(code, 2, args.join(' '));
    assert.match(output, /^usage: /);
  }
});

test('importing the set-up does nothing', async (t) => {
  const code = `const { setup } = await import(${JSON.stringify(CLI)}); console.log(typeof setup);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { env: bare(t) });
  assert.equal(stdout, 'function\n');
});

test('several problems are shown together, each command once', () => {
  const text = describeProblems([
    new SetupProblem('One.', { mend: ['sudo apt-get update', 'sudo apt-get install a'], log: 'why\nso\n' }),
    new SetupProblem('Two.', { mend: ['sudo apt-get update', 'sudo apt-get install b'] }),
  ]);
  assert.equal(
    text,
    '✗ One.\n    why\n    so\n✗ Two.\n\nTo mend it, run this and start again:\n' +
      '    sudo apt-get update\n    sudo apt-get install a\n    sudo apt-get install b',
  );
  assert.equal(describeProblems([new SetupProblem('Alone.')]), '✗ Alone.');
});

test('the folder for tools can be chosen', () => {
  assert.equal(cacheFolder({ HOME: '/h' }), '/h/.cache/flow-widget-loader');
  assert.equal(cacheFolder({ HOME: '/h', XDG_CACHE_HOME: '/x' }), '/x/flow-widget-loader');
  assert.equal(cacheFolder({ HOME: '/h', XDG_CACHE_HOME: '/x', FLOW_WIDGET_TOOLS: '/t' }), '/t');
});

test('folders come first on PATH, each once, and the rest stays', () => {
  const env = withPath({ PATH: '/usr/bin:/b::/bin', HOME: '/h' }, ['/a', '/b']);
  assert.deepEqual(env, { PATH: '/a:/b:/usr/bin:/bin', HOME: '/h' });
});

test('a word for a shell survives the shell', async () => {
  const word = `it's $HOME "and" \\ more`;
  const { stdout } = await run('sh', ['-c', `printf %s ${quote(word)}`]);
  assert.equal(stdout, word);
});

test('a command that is missing or too slow is a result, not an exception', async () => {
  assert.equal((await run('no-such-command-here', [])).ok, false);
  const slow = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 50 });
  assert.deepEqual([slow.ok, slow.timedOut], [false, true]);
  assert.equal(tail('1\n2\n3\n', 2), '2\n3');
});

test('the set-up needs no package: it imports Node’s own modules and its own files', () => {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)[^'"]*from '([^']+)'/gm)) {
      if (name.startsWith('node:')) continue;
      assert.match(name, /^\.\.?\//, `${file} imports ${name}`);
      visit(join(dirname(file), name));
    }
  };
  visit(CLI);
  assert.ok(seen.size > 10);
});
