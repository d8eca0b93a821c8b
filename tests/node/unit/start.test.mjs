// `npm start` as a person types it. Set-up and build have been done before these tests run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';

function start(args, env = {}) {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], { env: { ...process.env, ...env } });
  let output = '';
  const heard = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const listener of heard) listener();
    });
  }
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  const says = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => pattern.test(output) && resolve(pattern.exec(output));
      heard.push(look);
      look();
      ended.then(() => reject(new Error(`ended without saying ${pattern}:\n${output}`)));
    });
  return { child, says, ended };
}

test('serves the playground on a free port', async () => {
  const { child, says, ended } = start(['--port', '0']);
  try {
    const [, url] = await says(/playground is at (http:\/\/127\.0\.0\.1:\d+)/);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<title>/);
    assert.equal((await fetch(`${url}/dist/index.js`)).status, 200);
    assert.equal((await (await fetch(`${url}/config.json`)).json()).mode, 'sandbox');
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});

test('names a port that is taken, and what to do', async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address();
  try {
    const { code, output } = await start([], { PORT: String(port) }).ended;
    assert.equal(code, 1);
    assert.match(output, new RegExp(`Port ${port} is taken\\. Choose another: npm start -- --port`));
    assert.doesNotMatch(output, /\n\s+at /, 'no stack trace');
  } finally {
    other.close();
  }
});

test('refuses what is no port', async () => {
  for (const args of [['--port', 'http'], ['--port', '70000'], ['--port='], ['--prot', '1']]) {
    const { code, output } = await start(args).ended;
    assert.equal(code, 1, args.join(' '));
    assert.match(output, /port/i);
    assert.doesNotMatch(output, /\n\s+at /);
  }
});
