// `npm start`. Setup and build have run before these tests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';

function start(args, env = {}) {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], { env: { ...process.env, ...env } });
  let output = '';
  const listeners = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  const waitForOutput = (pattern) =>
    new Promise((resolve, reject) => {
      const check = () => pattern.test(output) && resolve(pattern.exec(output));
      listeners.push(check);
      check();
      ended.then(() => reject(new Error(`exited without output that matches ${pattern}:\n${output}`)));
    });
  return { child, waitForOutput, ended };
}

test('serves the playground on a free port', async () => {
  const { child, waitForOutput, ended } = start(['--port', '0']);
  try {
    const [, url] = await waitForOutput(/playground is at (http:\/\/127\.0\.0\.1:\d+)/);
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

test('fails with a message if the port is in use', async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address();
  try {
    const { code, output } = await start([], { PORT: String(port) }).ended;
    assert.equal(code, 1);
    assert.match(output, new RegExp(`Port ${port} is in use\\. Choose another: npm start -- --port`));
    assert.doesNotMatch(output, /\n\s+at /, 'no stack trace');
  } finally {
    other.close();
  }
});

test('rejects invalid ports and unknown options', async () => {
  for (const args of [['--port', 'http'], ['--port', '70000'], ['--port='], ['--prot', '1']]) {
    const { code, output } = await start(args).ended;
    assert.equal(code, 1, args.join(' '));
    assert.match(output, /port/i);
    assert.doesNotMatch(output, /\n\s+at /);
  }
});
